//! The program `mullion`.

fn main() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
