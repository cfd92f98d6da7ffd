//! `Fn::Cidr`: blocks of equal size from the start of a block, of IPv4 or IPv6.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The first `count` blocks with `bits` host bits each.
pub(super) fn blocks(block: &str, count: u32, bits: u32) -> Result<Vec<String>, String> {
    let parsed = block.split_once('/').and_then(|(address, prefix)| Some((address.parse().ok()?, prefix.parse::<u32>().ok()?)));
    let Some((address, prefix)) = parsed else { return Err(format!("`{block}` is no block of addresses")) };
    let (width, first) = match address {
        IpAddr::V4(address) => (32, u128::from(u32::from(address))),
        IpAddr::V6(address) => (128, u128::from(address)),
    };
    if prefix > width || bits > width {
        return Err(format!("`{block}` with {bits} bits: addresses have {width}"));
    }
    if !(1..=256).contains(&count) {
        return Err(format!("Fn::Cidr makes 1 to 256 blocks, not {count}"));
    }
    let room = width - prefix;
    if bits > room || (room - bits < 32 && count > 1 << (room - bits)) {
        return Err(format!("`{block}` has no room for {count} blocks of {bits} bits"));
    }
    // A block of all addresses has no bit that is kept.
    let start = if room == 128 { 0 } else { first >> room << room };
    let size = if bits == 128 { 0 } else { 1u128 << bits };
    let each = |number: u32| {
        let address = start + u128::from(number) * size;
        let length = width - bits;
        match u32::try_from(address) {
            Ok(address) if width == 32 => format!("{}/{length}", Ipv4Addr::from(address)),
            _ => format!("{}/{length}", Ipv6Addr::from(address)),
        }
    };
    Ok((0..count).map(each).collect())
}

#[cfg(test)]
mod tests {
    use super::blocks;

    #[test]
    fn blocks_follow_one_another() {
        assert_eq!(blocks("10.1.2.3/16", 3, 8).unwrap(), ["10.1.0.0/24", "10.1.1.0/24", "10.1.2.0/24"]);
        assert_eq!(blocks("2001:db8::/56", 2, 64).unwrap(), ["2001:db8::/64", "2001:db8:0:1::/64"]);
        assert_eq!(blocks("0.0.0.0/0", 1, 32).unwrap(), ["0.0.0.0/0"]);
        assert_eq!(blocks("::/0", 1, 128).unwrap(), ["::/0"]);
        for (block, count, bits) in
            [("10.0.0.0/24", 3, 7), ("10.0.0.0/33", 1, 1), ("10.0.0.0", 1, 1), ("10.0.0.0/8", 257, 4), ("::/0", 1, 129)]
        {
            assert!(blocks(block, count, bits).is_err());
        }
    }
}
