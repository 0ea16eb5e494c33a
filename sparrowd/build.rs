//! The migrations are compiled in: a changed one must be seen.

fn main() {
    println!("cargo::rerun-if-changed=../migrations");
}
