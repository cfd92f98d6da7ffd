//! Formats that can be told offline.

use super::scalar::{is_dynamic, text_of};
use super::{Checker, Input, Rule};
use crate::Value;
use std::net::{Ipv4Addr, Ipv6Addr};

impl<'f> Checker<'f> {
    pub(super) fn format(&mut self, input: &Input<'_>, format: Value<'f>) {
        let (Some(text), Some(format)) = (text_of(&input.content), format.as_str()) else { return };
        if is_dynamic(text) {
            self.is_unknown = true;
            return;
        }
        let (fits, wanted) = match format {
            "ipv4-network" => (is_network::<Ipv4Addr>(text, 32), "an IPv4 range such as `10.0.0.0/16`"),
            "ipv6-network" => (is_network::<Ipv6Addr>(text, 128), "an IPv6 range such as `2001:db8::/32`"),
            _ => return,
        };
        if !fits {
            let message = format!("{} is `{text}`, {wanted} wanted", self.subject());
            self.find(input.tag, Rule::WrongFormat, message, String::new());
        }
    }
}

/// `address/bits`, with no more bits than there are.
fn is_network<A: std::str::FromStr>(text: &str, most: u8) -> bool {
    let Some((address, bits)) = text.split_once('/') else { return false };
    address.parse::<A>().is_ok()
        && bits.bytes().all(|byte| byte.is_ascii_digit())
        && bits.parse::<u8>().is_ok_and(|bits| bits <= most)
}
