//! From inputs that are taken to others that may not be.

use super::Dice;

/// Bytes of an input, at most.
const LONGEST: usize = 64 * 1024;

/// What parsers trip over.
const WORDS: [&[u8]; 62] = [
    b"",
    b" ",
    b"\t",
    b"\r\n",
    b"\n",
    b"\0",
    b"\x7f",
    b"\x1b[31m",
    b"\xff",
    b"\xc0\x80",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\xef\xbb\xbf",
    "\u{2028}".as_bytes(),
    "\u{202e}".as_bytes(),
    "\u{ad}".as_bytes(),
    "é".as_bytes(),
    "１２".as_bytes(),
    "。".as_bytes(),
    "ß".as_bytes(),
    "\u{1f980}".as_bytes(),
    "\u{301}".as_bytes(),
    b"0",
    b"1",
    b"-1",
    b"+1",
    b"00",
    b"1e999",
    b"0x7f",
    b"127",
    b"128",
    b"255",
    b"256",
    b"32768",
    b"65536",
    b"2147483648",
    b"4294967296",
    b"9223372036854775807",
    b"9223372036854775808",
    b"18446744073709551616",
    b"99999999999999999999999999",
    b"1.10",
    b".",
    b"..",
    b",",
    b":",
    b"::",
    b";",
    b"/",
    b"//",
    b"\\",
    b"?",
    b"#",
    b"@",
    b"%",
    b"%00",
    b"%2e",
    b"&",
    b"=",
    b"\"",
    b"[[[[[[[[",
    b"{\"a\":{\"a\":",
];

/// One input, made of one of the seeds by a few changes.
pub fn mutate(seeds: &[&[u8]], dice: &mut Dice) -> Vec<u8> {
    let mut input = dice.of(seeds).unwrap_or_default().to_vec();
    let most = if dice.one_in(8) { 16 } else { 4 };
    let changes = 1 + dice.below(most);
    for _ in 0..changes {
        change(&mut input, seeds, dice);
    }
    input.truncate(LONGEST);
    input
}

fn change(input: &mut Vec<u8>, seeds: &[&[u8]], dice: &mut Dice) {
    let length = input.len();
    match dice.below(12) {
        0 | 1 => {
            if let Some(byte) = at(input, dice) {
                *byte ^= 1 << dice.below(8);
            }
        }
        2 => {
            let new = dice.byte();
            if let Some(byte) = at(input, dice) {
                *byte = new;
            }
        }
        // A neighbour in the alphabet: digits and letters stay what they are.
        3 => {
            let up = dice.one_in(2);
            if let Some(byte) = at(input, dice) {
                *byte = if up { byte.wrapping_add(1) } else { byte.wrapping_sub(1) };
            }
        }
        4 => drop(input.drain(dice.range(length))),
        5 | 6 => {
            let word = dice.of(&WORDS).unwrap_or_default();
            let place = dice.range(length);
            let end = if dice.one_in(2) { place.start } else { place.end };
            input.splice(place.start..end, word.iter().copied());
        }
        7 => {
            let part = input[dice.range(length)].to_vec();
            let place = dice.below(length + 1);
            input.splice(place..place, part);
        }
        // Many of the same.
        8 => {
            let range = dice.range(length);
            let part = input[range.clone()].to_vec();
            let most = if dice.one_in(32) { 20_000 } else { 70 };
            let times = dice.below(most).min(LONGEST / part.len().max(1));
            input.splice(range.end..range.end, part.repeat(times));
        }
        9 => {
            let other = dice.of(seeds).unwrap_or_default();
            let (ours, theirs) = (dice.below(length + 1), dice.below(other.len() + 1));
            input.truncate(ours);
            input.extend_from_slice(&other[theirs..]);
        }
        10 => input.truncate(dice.below(length + 1)),
        _ => {
            let count = dice.below(8);
            let noise: Vec<u8> = (0..count).map(|_| dice.byte()).collect();
            let place = dice.below(length + 1);
            input.splice(place..place, noise);
        }
    }
}

fn at<'a>(input: &'a mut [u8], dice: &mut Dice) -> Option<&'a mut u8> {
    let place = dice.below(input.len());
    input.get_mut(place)
}
