//! Formats of texts that can be told offline.

use super::json::is_json;
use super::scalar::{is_dynamic, text_of};
use super::{Checker, Input, Rule, regex};
use crate::Value;
use std::net::{Ipv4Addr, Ipv6Addr};

/// What ids, names and ARNs look like: format, pattern, and what it is in words. The patterns are those of cfn-lint's rules
/// E1150 to E1164: <https://github.com/aws-cloudformation/cfn-lint/tree/v1.58.0/src/cfnlint/rules/formats>.
const PATTERNS: &[(&str, &str, &str)] = &[
    ("AWS::ACM::Certificate.Arn", r"^arn:aws[a-zA-Z-]*:acm:[a-z0-9-]+:\d{12}:certificate/.+$", "the ARN of a certificate"),
    ("AWS::EC2::Image.Id", "^ami-([0-9a-z]{8}|[0-9a-z]{17})$", "the id of an image such as `ami-0123456789abcdef0`"),
    (
        "AWS::EC2::SecurityGroup.Id",
        "^sg-([a-fA-F0-9]{8}|[a-fA-F0-9]{17})$",
        "the id of a security group such as `sg-0123456789abcdef0`",
    ),
    ("AWS::EC2::SecurityGroup.Name", r"^[a-zA-Z0-9 \._\-:\/()#\,@\[\]+=&;\{\}!\$\*]+$", "the name of a security group"),
    (
        "AWS::EC2::Subnet.Id",
        "^subnet-(([0-9A-Fa-f]{8})|([0-9A-Fa-f]{17}))$",
        "the id of a subnet such as `subnet-0123456789abcdef0`",
    ),
    ("AWS::EC2::VPC.Id", "^vpc-(([0-9A-Fa-f]{8})|([0-9A-Fa-f]{17}))$", "the id of a VPC such as `vpc-0123456789abcdef0`"),
    ("AWS::IAM::Role.Arn", r"^arn:aws[a-zA-Z-]*:iam::\d{12}:role/.+$", "the ARN of a role"),
    ("AWS::KMS::Alias.AliasName", "^alias/[a-zA-Z0-9:/_-]+$", "the alias of a key such as `alias/mine`"),
    ("AWS::KMS::Key.Arn", r"^arn:aws[a-zA-Z-]*:kms:[a-z0-9-]+:\d{12}:(key|alias)/.+$", "the ARN of a key"),
    (
        "AWS::KMS::Key.Id",
        "^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32}|alias/[a-zA-Z0-9/_-]+)$",
        "the id of a key",
    ),
    ("AWS::Lambda::Function.Arn", r"^arn:aws[a-zA-Z-]*:lambda:[a-z0-9-]+:\d{12}:function:.+(:.+)?$", "the ARN of a function"),
    ("AWS::Logs::LogGroup.Name", r"^[\.\-_\/#A-Za-z0-9]{1,512}$", "the name of a log group"),
    (
        "AWS::S3::Bucket.Name",
        r"^(?![.\-])(?!.*\.\.)(?!.*\-\.)(?!.*\.\-)[a-z0-9.\-]{3,63}(?<![.\-])$",
        "the name of a bucket (3 to 63 of `a` to `z`, `0` to `9`, `.` and `-`, the last two not at an end nor side by side)",
    ),
    ("AWS::SNS::Topic.Arn", r"^arn:aws[a-zA-Z-]*:sns:[a-z0-9-]+:\d{12}:.+$", "the ARN of a topic"),
    ("AWS::SQS::Queue.Arn", r"^arn:aws[a-zA-Z-]*:sqs:[a-z0-9-]+:\d{12}:.+$", "the ARN of a queue"),
];

/// RFC 3339. cfn-lint 1.58.0 wants the sign of an offset twice, and so refuses every offset but `Z`.
const DATE_TIME: &str = r"^[0-9]{4}-(0[1-9]|1[0-2])-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$";

/// Values of other shapes that a property takes: the type, the path, and how the value begins; empty if it must be empty.
const ALSO: &[(&str, &str, &str)] = &[
    // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-systems-manager-parameter-to-find-AMI.html
    ("AWS::EC2::LaunchTemplate", "LaunchTemplateData.ImageId", "resolve:ssm"),
    // The schema of the property allows it: CloudFormation then makes a name up.
    ("AWS::S3::Bucket", "BucketName", ""),
];

impl<'f> Checker<'f> {
    pub(super) fn format(&mut self, input: &Input<'_>, format: Value<'f>) {
        let (Some(text), Some(format)) = (text_of(&input.content), format.as_str()) else { return };
        if is_dynamic(text) {
            self.is_unknown = true;
            return;
        }
        let mut help = String::new();
        let (fits, wanted) = match format {
            "ipv4-network" => (is_network::<Ipv4Addr, 4>(text, &mut help), "an IPv4 range such as `10.0.0.0/16`"),
            "ipv6-network" => (is_network::<Ipv6Addr, 16>(text, &mut help), "an IPv6 range such as `2001:db8::/32`"),
            "ipv4" => (text.parse::<Ipv4Addr>().is_ok(), "an IPv4 address such as `10.0.0.1`"),
            "ipv6" => (text.parse::<Ipv6Addr>().is_ok(), "an IPv6 address such as `2001:db8::1`"),
            "date-time" => match (self.matches)(DATE_TIME, text) {
                Some(fits) => (fits, "a time such as `2030-12-31T23:59:59Z`"),
                None => return,
            },
            "json" => (is_json(text), "JSON"),
            _ => {
                let Some((_, pattern, wanted)) = PATTERNS.iter().find(|(known, ..)| *known == format) else { return };
                match regex::matches(self.matches, pattern, text) {
                    Some(fits) => (fits || self.is_also_taken(text), *wanted),
                    None => return,
                }
            }
        };
        if !fits {
            let message = format!("{} is `{}`, where {wanted} is wanted", self.subject(), super::scalar::shortened(text));
            self.find(input.tag, Rule::WrongFormat, message, help);
        }
    }

    fn is_also_taken(&self, text: &str) -> bool {
        ALSO.iter().any(|(kind, path, start)| {
            let is_like = if start.is_empty() { text.is_empty() } else { text.starts_with(start) };
            is_like && *kind == self.resource.name() && *path == self.path_text()
        })
    }
}

/// An address, of so many bytes.
trait Address<const BYTES: usize>: std::str::FromStr + ToString {
    fn bytes(&self) -> [u8; BYTES];
    fn of(bytes: [u8; BYTES]) -> Self;
}

impl Address<4> for Ipv4Addr {
    fn bytes(&self) -> [u8; 4] {
        self.octets()
    }
    fn of(bytes: [u8; 4]) -> Self {
        bytes.into()
    }
}

impl Address<16> for Ipv6Addr {
    fn bytes(&self) -> [u8; 16] {
        self.octets()
    }
    fn of(bytes: [u8; 16]) -> Self {
        bytes.into()
    }
}

/// Whether a text is `address/bits` without bits of a host; if it has some, `help` names the range.
fn is_network<A: Address<BYTES>, const BYTES: usize>(text: &str, help: &mut String) -> bool {
    let Some((address, bits)) = text.split_once('/') else { return false };
    let is_number = bits.bytes().all(|byte| byte.is_ascii_digit());
    let (Ok(address), Ok(bits)) = (address.parse::<A>(), bits.parse::<usize>()) else { return false };
    if !is_number || bits > BYTES * 8 {
        return false;
    }
    let mut network = address.bytes();
    for (position, byte) in network.iter_mut().enumerate() {
        let kept = bits.saturating_sub(position * 8).min(8);
        *byte &= (0xff00_u16 >> kept) as u8;
    }
    if network != address.bytes() {
        *help = format!("the range it lies in is `{}/{bits}`", A::of(network).to_string());
    }
    help.is_empty()
}

#[cfg(test)]
mod tests {
    use super::is_network;
    use std::net::{Ipv4Addr, Ipv6Addr};

    #[test]
    fn ranges_have_no_bits_of_a_host() {
        let v4 = |text: &str| {
            let mut help = String::new();
            (is_network::<Ipv4Addr, 4>(text, &mut help), help)
        };
        for text in ["10.0.0.0/16", "0.0.0.0/0", "10.1.2.3/32", "10.128.0.0/9"] {
            assert_eq!(v4(text), (true, String::new()), "{text}");
        }
        for text in ["10.0.0.0", "10.0.0.0/33", "10.0.0.0/+8", "10.0.0/8", "10.0.0.0/", "true"] {
            assert_eq!(v4(text), (false, String::new()), "{text}");
        }
        assert_eq!(v4("10.0.7.1/21"), (false, "the range it lies in is `10.0.0.0/21`".into()));

        let v6 = |text: &str| is_network::<Ipv6Addr, 16>(text, &mut String::new());
        assert!(v6("2001:db8::/32") && v6("::/0") && v6("2001:DB8:0::/48"));
        assert!(!v6("2001:db8::1/64") && !v6("2001:db8::/129") && !v6("10.0.0.0/8"));
    }
}
