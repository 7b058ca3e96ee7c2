//! The migrations are part of the library: a changed one means another library.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
