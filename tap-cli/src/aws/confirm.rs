//! The question before something is changed.

use super::failure::Failure;
use std::io::{BufRead, ErrorKind, IsTerminal, Write, stderr, stdin};

/// Asks on standard error whether to go on, unless the user has said `--yes`. No answer, or the end of input, is a no.
///
/// # Errors
///
/// Nobody can answer, since standard input is no terminal; the answer cannot be read.
pub fn ask(question: &str, yes: bool) -> Result<bool, Failure> {
    if yes {
        return Ok(true);
    }
    if !stdin().is_terminal() {
        return Err(nobody(question));
    }
    answer(question, &mut stdin().lock(), &mut stderr())
}

/// Asks on standard error for a name that shows that the user knows what goes, unless the user has said `--yes`. Any other answer is a no.
///
/// # Errors
///
/// Nobody can answer, since standard input is no terminal; the answer cannot be read.
pub fn ask_name(name: &str, yes: bool) -> Result<bool, Failure> {
    if yes {
        return Ok(true);
    }
    let question = format!("type {name} to go on");
    if !stdin().is_terminal() {
        return Err(nobody(&question));
    }
    named(&question, name, &mut stdin().lock(), &mut stderr())
}

fn named(question: &str, name: &str, input: &mut impl BufRead, output: &mut impl Write) -> Result<bool, Failure> {
    let _ = write!(output, "{question}: ").and_then(|()| output.flush());
    let mut line = String::new();
    let read = input.read_line(&mut line);
    read.map_err(|error| {
        format!("cannot read the answer to \"{question}\": {error}\nhelp: give --yes to go on without the question")
    })?;
    Ok(line.trim() == name)
}

fn nobody(question: &str) -> Failure {
    format!("cannot ask \"{question}\": standard input is no terminal\nhelp: give --yes to go on without the question").into()
}

fn answer(question: &str, input: &mut impl BufRead, output: &mut impl Write) -> Result<bool, Failure> {
    loop {
        // Who cannot see the question can still answer it.
        let _ = write!(output, "{question} [y/N] ").and_then(|()| output.flush());
        let mut line = String::new();
        match input.read_line(&mut line) {
            // Ends the line of the question.
            Ok(0) => {
                let _ = writeln!(output);
                return Ok(false);
            }
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::InvalidData => line = "?".to_string(),
            Err(error) => {
                return Err(format!(
                    "cannot read the answer to \"{question}\": {error}\nhelp: give --yes to go on without the question"
                )
                .into());
            }
        }
        match line.trim().to_ascii_lowercase().as_str() {
            "y" | "yes" => return Ok(true),
            "" | "n" | "no" => return Ok(false),
            _ => {
                let _ = writeln!(output, "answer y or n");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(input: &[u8]) -> (bool, String) {
        let mut output = Vec::new();
        let said = answer("deploy?", &mut &input[..], &mut output).unwrap();
        (said, String::from_utf8(output).unwrap())
    }

    #[test]
    fn yes_is_said_in_full_or_by_its_letter() {
        assert_eq!(say(b"y\n"), (true, "deploy? [y/N] ".to_string()));
        assert!(say(b" YES \r\n").0);
    }

    #[test]
    fn anything_short_of_yes_is_no() {
        assert!(!say(b"\n").0);
        assert!(!say(b"No\n").0);
        assert_eq!(say(b""), (false, "deploy? [y/N] \n".to_string()));
    }

    #[test]
    fn what_is_neither_is_asked_again() {
        assert_eq!(
            say(b"maybe\n\xff\ny\n"),
            (true, "deploy? [y/N] answer y or n\ndeploy? [y/N] answer y or n\ndeploy? [y/N] ".to_string())
        );
        assert!(!say(b"yess\n").0);
    }

    #[test]
    fn who_has_said_yes_is_not_asked() {
        assert_eq!(ask("deploy?", true), Ok(true));
    }

    #[test]
    fn only_the_name_is_a_yes() {
        let say = |input: &[u8]| named("type tap-dev to go on", "tap-dev", &mut &input[..], &mut Vec::new());
        assert_eq!(say(b"tap-dev\n"), Ok(true));
        assert_eq!(say(b"tap-prod\n"), Ok(false));
        assert_eq!(say(b"yes\n"), Ok(false));
        assert_eq!(say(b""), Ok(false));
        assert!(say(b"\xff\n").is_err());
    }

    #[test]
    fn without_a_terminal_the_option_is_named() {
        let message = nobody("deploy?").message;
        assert_eq!(
            message,
            "cannot ask \"deploy?\": standard input is no terminal\nhelp: give --yes to go on without the question"
        );
    }
}
