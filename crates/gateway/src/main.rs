//! The program `mullion`.

use std::process::ExitCode;

fn main() -> ExitCode {
    gateway::main()
}
