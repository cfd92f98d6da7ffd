//! Texts that match patterns, have a format, and are as long as wanted.

use regex_syntax::hir::{Class, Hir, HirKind};

use super::matches;

/// Longest text that is made.
const LONGEST: usize = 70_000;

/// Texts of many patterns that are hard to meet one by one, or that lie beyond their regular language.
const COMMON: &[&str] = &[
    "a",
    "arn:aws:iam::123456789012:role/a",
    "arn:aws:s3:::a-bucket",
    "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012",
    "arn:aws:lambda:us-east-1:123456789012:function:a",
    "arn:aws:sns:us-east-1:123456789012:a",
    "https://example.com",
    "s3://a-bucket/a",
    "example.com",
    "us-east-1",
    "123456789012",
    "12345678-1234-1234-1234-123456789012",
    "2030-01-01T00:00:00Z",
    "a@example.com",
    "10.0.0.0/16",
    "10.0.0.1",
    "rate(5 minutes)",
    "{}",
    "Ab::Ab::Ab",
    "externalId:ab",
    "sg-0123456789abcdef0",
    "ab",
    "A",
    "1",
];

/// What a text must be.
#[derive(Debug, Default, Clone)]
pub struct Wanted<'a> {
    pub patterns: Vec<&'a str>,
    pub formats: Vec<&'a str>,
    pub least: usize,
    pub most: Option<usize>,
}

impl Wanted<'_> {
    /// A text that is all this; another for each variation, as far as there are others.
    pub fn text(&self, variation: usize) -> Option<String> {
        if self.least > LONGEST {
            return None;
        }
        let least = self.least.max(1);
        let formatted = self.formats.iter().filter_map(|format| of_format(format, variation));
        let matching = self.patterns.iter().flat_map(|pattern| {
            // The end of a text has another name in the regular expressions of Python.
            let hir = regex_syntax::parse(&pattern.replace("\\Z", "\\z")).ok();
            [variation, variation + 1, variation + 7].map(|variation| at_least(hir.as_ref()?, least, variation))
        });
        let plain = std::iter::once(letters(least, variation));
        let common = COMMON.iter().map(|text| text.to_string());
        let mut candidates = formatted.chain(matching.flatten()).chain(plain).chain(common);
        candidates.find(|text| self.fits(text))
    }

    /// A text that is longer than `most`, but all the rest.
    pub fn too_long(&self) -> Option<String> {
        let least = self.most.filter(|most| *most < LONGEST)? + 1;
        Wanted { least, most: None, ..self.clone() }.text(0)
    }

    fn fits(&self, text: &str) -> bool {
        let length = text.chars().count();
        length >= self.least
            && self.most.is_none_or(|most| length <= most)
            && self.formats.iter().all(|format| has_format(format, text))
            && self.patterns.iter().all(|pattern| matches(pattern, text) != Some(false))
    }
}

fn letters(length: usize, variation: usize) -> String {
    let letter = char::from(b'a' + (variation % 26) as u8);
    std::iter::repeat_n(letter, length).collect()
}

fn of_format(format: &str, variation: usize) -> Option<String> {
    let number = variation % 200;
    Some(match format {
        "date-time" | "timestamp" => format!("2030-01-01T00:{:02}:00Z", number % 60),
        "json" => "{}".into(),
        "ipv4" => format!("10.0.0.{number}"),
        "ipv6" => format!("2001:db8::{number}"),
        "ipv4-network" => format!("10.{number}.0.0/16"),
        "ipv6-network" => format!("2001:db8:{number}::/48"),
        "uri" => format!("https://example.com/{number}"),
        "AWS::IAM::Role.Arn" => format!("arn:aws:iam::123456789012:role/role-{number}"),
        "AWS::KMS::Key.Arn" => format!("arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789{number:03}"),
        "AWS::KMS::Key.Id" => format!("12345678-1234-1234-1234-123456789{number:03}"),
        "AWS::KMS::Alias.AliasName" => format!("alias/a{number}"),
        "AWS::SNS::Topic.Arn" => format!("arn:aws:sns:us-east-1:123456789012:topic-{number}"),
        "AWS::SQS::Queue.Arn" => format!("arn:aws:sqs:us-east-1:123456789012:queue-{number}"),
        "AWS::Lambda::Function.Arn" => format!("arn:aws:lambda:us-east-1:123456789012:function:function-{number}"),
        "AWS::ACM::Certificate.Arn" => {
            format!("arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789{number:03}")
        }
        "AWS::EC2::SecurityGroup.Id" => format!("sg-0123456789abcd{number:03}"),
        "AWS::EC2::Subnet.Id" => format!("subnet-0123456789abcd{number:03}"),
        "AWS::EC2::VPC.Id" => format!("vpc-0123456789abcd{number:03}"),
        "AWS::EC2::Image.Id" => format!("ami-0123456789abcd{number:03}"),
        "AWS::S3::Bucket.Name" => format!("a-bucket-{number}"),
        "AWS::Logs::LogGroup.Name" => format!("/a/log-group-{number}"),
        "AWS::Route53::HostedZone.Id" | "AWS::Route53::AliasTarget.HostedZoneId" => format!("Z0123456789ABCDEFG{number:03}"),
        _ => return None,
    })
}

/// Whether a text has a format: one that texts are made of is met only by texts that are like those.
fn has_format(format: &str, text: &str) -> bool {
    let digits = |text: &str| text.chars().filter(|letter| !letter.is_ascii_hexdigit()).collect::<String>();
    of_format(format, 0).is_none_or(|example| digits(&example) == digits(text))
}

/// A text of the pattern that has so many letters, or more.
fn at_least(hir: &Hir, length: usize, variation: usize) -> Option<String> {
    let mut least = String::new();
    write(hir, &mut 0, variation, &mut least)?;
    let mut missing = length.saturating_sub(least.chars().count());
    let mut text = String::new();
    write(hir, &mut missing, variation, &mut text)?;
    Some(text)
}

/// Appends a text of the pattern. Repetitions go on as long as letters are missing, where they may.
fn write(hir: &Hir, missing: &mut usize, variation: usize, text: &mut String) -> Option<()> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => text.push(letter(class, variation)?),
        HirKind::Capture(capture) => write(&capture.sub, missing, variation, text)?,
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| write(part, missing, variation, text))?,
        HirKind::Alternation(parts) => write(&parts[variation % parts.len()], missing, variation, text)?,
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(u32::MAX);
            for count in 0..most {
                let is_more = count >= repetition.min;
                if is_more && *missing == 0 || text.len() > LONGEST * 2 {
                    break;
                }
                let before = text.len();
                write(&repetition.sub, missing, variation, text)?;
                if is_more {
                    *missing = missing.saturating_sub(text[before..].chars().count().max(1));
                }
            }
        }
    }
    Some(())
}

/// A letter of a class: one that is seldom special, if there is one.
fn letter(class: &Class, variation: usize) -> Option<char> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class.iter().map(|range| (range.start(), range.end())).collect(),
        Class::Bytes(class) => class.iter().map(|range| (char::from(range.start()), char::from(range.end()))).collect(),
    };
    let has = |letter: char| ranges.iter().any(|(start, end)| (*start..=*end).contains(&letter));
    for common in [('a', 'z'), ('1', '9'), ('A', 'Z'), ('0', '0')] {
        let known: Vec<char> = (common.0..=common.1).filter(|letter| has(*letter)).collect();
        if !known.is_empty() {
            return known.get(variation % known.len()).copied();
        }
    }
    let printable = ranges.iter().flat_map(|(start, end)| (*start..=*end).take(100)).find(|letter| !letter.is_control());
    printable.or_else(|| ranges.first().map(|(start, _)| *start))
}
