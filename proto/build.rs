//! Compiles `sparrow/v1/*.proto` with protox, which is protoc in Rust: nothing has to be installed.

use std::{env, error::Error, fs, path::PathBuf};

use prost::Message as _;

#[expect(clippy::disallowed_methods, reason = "cargo speaks to build scripts so")]
fn main() -> Result<(), Box<dyn Error>> {
    let files: Vec<PathBuf> = fs::read_dir("sparrow/v1")?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<_, _>>()?;
    let mut compiler = protox::Compiler::new(["."])?;
    compiler.include_imports(true).include_source_info(true).open_files(&files)?;

    // The bytes as the compiler encodes them: through `prost_types` extensions would be dropped.
    let bytes = compiler.encode_file_descriptor_set();
    let out = PathBuf::from(env::var("OUT_DIR")?).join("sparrow.bin");
    fs::write(out, &bytes)?;

    let set = prost_types::FileDescriptorSet::decode(bytes.as_slice())?;
    tonic_prost_build::configure()
        .bytes(".sparrow.v1.EventInput.payload")
        .bytes(".sparrow.v1.Event.payload")
        .bytes(".sparrow.v1.Request.body")
        .bytes(".sparrow.v1.Response.body")
        .compile_fds(set)?;

    println!("cargo::rerun-if-changed=sparrow");
    println!("cargo::rerun-if-changed=google");
    Ok(())
}
