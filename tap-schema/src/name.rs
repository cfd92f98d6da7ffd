//! Names: hashing them and suggesting the right one for a wrong one.
//!
//! Everything but [`closest`], [`did_you_mean`] and [`help`] is `const fn`, so that code which only has names during constant evaluation can use it too.

/// Start value of [`hash`]: the offset basis of FNV-1a with 64 bits.
///
/// ```
/// assert_eq!(tap_schema::name::hash(tap_schema::name::SEED, ""), tap_schema::name::SEED);
/// ```
pub const SEED: u64 = 0xcbf2_9ce4_8422_2325;

/// What [`distance`] gives for texts it does not compare.
///
/// ```
/// use tap_schema::name::{TOO_FAR, distance};
///
/// assert_eq!(distance("Name", &"x".repeat(65)), TOO_FAR);
/// ```
pub const TOO_FAR: usize = usize::MAX;

/// Multiplier of FNV-1a with 64 bits (<http://www.isthe.com/chongo/tech/comp/fnv/>).
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// Longest text compared, after what both begin with; it bounds the rows of the comparison, which cannot allocate.
const LONGEST: usize = 64;

/// FNV-1a with 64 bits. Pass [`SEED`], or the hash of one text to go on with another.
///
/// ```
/// use tap_schema::name::{SEED, hash};
///
/// const VPC: u64 = hash(SEED, "AWS::EC2::VPC");
/// assert_eq!(VPC, hash(hash(SEED, "AWS::EC2"), "::VPC"));
/// assert_eq!(hash(SEED, "foobar"), 0x85944171f73967e8);
/// ```
pub const fn hash(seed: u64, text: &str) -> u64 {
    hash_bytes(seed, text.as_bytes())
}

/// [`hash`] of bytes.
///
/// ```
/// use tap_schema::name::{SEED, hash, hash_bytes};
///
/// assert_eq!(hash_bytes(SEED, b"VpcId"), hash(SEED, "VpcId"));
/// ```
pub const fn hash_bytes(seed: u64, bytes: &[u8]) -> u64 {
    let mut hash = seed;
    let mut rest = bytes;
    while let [byte, others @ ..] = rest {
        // `wrapping_mul`, without the call: that is half the time in `const` evaluation.
        hash = ((hash ^ *byte as u64) as u128 * PRIME as u128) as u64;
        rest = others;
    }
    hash
}

/// How many bytes must be inserted, removed, changed or swapped with their neighbour to make one text the other
/// (optimal string alignment: no byte is edited twice).
///
/// ASCII case is ignored, since a wrong case is the likeliest slip: `vpcid` is at distance 0 from `VpcId`. [`TOO_FAR`] where
/// what follows the common beginning of the two is longer than 64 bytes in either.
///
/// ```
/// use tap_schema::name::distance;
///
/// const SWAPPED: usize = distance("CidrBlokc", "CidrBlock");
/// assert_eq!(SWAPPED, 1);
/// assert_eq!(distance("vpcid", "VpcId"), 0);
/// assert_eq!(distance("kitten", "sitting"), 3);
/// ```
pub const fn distance(a: &str, b: &str) -> usize {
    match distance_within(a.as_bytes(), b.as_bytes(), TOO_FAR - 1) {
        Some(distance) => distance,
        None => TOO_FAR,
    }
}

/// The [`distance`] of a candidate that is close enough to be what was meant: at most a third of the bytes of `wanted`, at
/// least 1, and not every byte of the longer one.
///
/// ```
/// use tap_schema::name::is_close;
///
/// const TYPO: Option<usize> = is_close("CidrBlok", "CidrBlock");
/// assert_eq!(TYPO, Some(1));
/// assert_eq!(is_close("CidrBlock", "VpcId"), None);
/// ```
pub const fn is_close(wanted: &str, candidate: &str) -> Option<usize> {
    distance_within(wanted.as_bytes(), candidate.as_bytes(), threshold(wanted, candidate))
}

/// The candidate with the smallest [`distance`] among those that pass [`is_close`]; of equals the first.
///
/// ```
/// use tap_schema::name::closest;
///
/// let properties = ["CidrBlock", "InstanceTenancy", "VpcId"];
/// assert_eq!(closest("vpcid", properties), Some("VpcId"));
/// assert_eq!(closest("InstanceTenency", properties), Some("InstanceTenancy"));
/// assert_eq!(closest("Bananas", properties), None);
/// ```
pub fn closest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let mut limit = threshold(wanted, candidate);
        if let Some((least, _)) = best {
            let Some(less) = least.checked_sub(1) else {
                break;
            };
            limit = limit.min(less);
        }
        if let Some(distance) = distance_within(wanted.as_bytes(), candidate.as_bytes(), limit) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// What messages say of a name that is nearly another, nothing if there is no such other.
///
/// ```
/// use tap_schema::name::did_you_mean;
///
/// assert_eq!(did_you_mean("vpcid", ["CidrBlock", "VpcId"]), "did you mean `VpcId`?");
/// assert_eq!(did_you_mean("Bananas", ["CidrBlock", "VpcId"]), "");
/// ```
pub fn did_you_mean<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    closest(wanted, known).map_or_else(String::new, |nearest| format!("did you mean `{nearest}`?"))
}

/// The same as a line of its own that ends a message, nothing if there is no such other.
///
/// ```
/// use tap_schema::name::help;
///
/// assert_eq!(help("vpcid", ["CidrBlock", "VpcId"]), "\nhelp: did you mean `VpcId`?");
/// assert_eq!(help("Bananas", ["CidrBlock", "VpcId"]), "");
/// ```
pub fn help<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    match did_you_mean(wanted, known) {
        text if text.is_empty() => text,
        text => format!("\nhelp: {text}"),
    }
}

/// The largest distance at which a candidate is close.
const fn threshold(wanted: &str, candidate: &str) -> usize {
    let third = at_least(wanted.len() / 3, 1);
    // Texts at the distance of the longer one share nothing: `a` is no slip for `b`.
    least(third, at_least(wanted.len(), candidate.len()).saturating_sub(1))
}

/// The distance if it is at most `limit`, given up as soon as it cannot be.
const fn distance_within(a: &[u8], b: &[u8], limit: usize) -> Option<usize> {
    // Each surplus byte is an edit. This alone rules out most candidates.
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    // A common beginning costs nothing, and resource types have a long one.
    let mut common = 0;
    while common < a.len() && common < b.len() && same(a[common], b[common]) {
        common += 1;
    }
    let (_, a) = a.split_at(common);
    let (_, b) = b.split_at(common);
    if a.len() > LONGEST || b.len() > LONGEST {
        return None;
    }

    // Distances of the beginnings of `b` from the beginning of `a` two bytes shorter, one shorter, and the current one.
    let mut before = [0; LONGEST + 1];
    let mut previous = [0; LONGEST + 1];
    let mut column = 0;
    while column <= b.len() {
        previous[column] = column;
        column += 1;
    }
    let mut previous_least = 0;
    let mut row = 1;
    while row <= a.len() {
        let mut current = [0; LONGEST + 1];
        current[0] = row;
        let mut row_least = row;
        let mut column = 1;
        while column <= b.len() {
            let changed = previous[column - 1] + !same(a[row - 1], b[column - 1]) as usize;
            let moved = least(previous[column], current[column - 1]) + 1;
            let mut cost = least(changed, moved);
            if row > 1 && column > 1 && same(a[row - 1], b[column - 2]) && same(a[row - 2], b[column - 1]) {
                cost = least(cost, before[column - 2] + 1);
            }
            current[column] = cost;
            row_least = least(row_least, cost);
            column += 1;
        }
        // A swap reaches back two rows, so both must be past the limit.
        if row_least > limit && previous_least > limit {
            return None;
        }
        before = previous;
        previous = current;
        previous_least = row_least;
        row += 1;
    }
    let distance = previous[b.len()];
    if distance <= limit { Some(distance) } else { None }
}

const fn same(a: u8, b: u8) -> bool {
    a == b || a.eq_ignore_ascii_case(&b)
}

const fn least(a: usize, b: usize) -> usize {
    if a < b { a } else { b }
}

const fn at_least(a: usize, b: usize) -> usize {
    if a > b { a } else { b }
}

#[cfg(test)]
mod tests {
    use super::{SEED, TOO_FAR, closest, distance, hash, is_close};

    #[test]
    fn hash_is_fnv_1a() {
        // From the test vectors of the authors of FNV.
        assert_eq!(hash(SEED, "a"), 0xaf63dc4c8601ec8c);
        assert_eq!(hash(SEED, "foobar"), 0x85944171f73967e8);
    }

    #[test]
    fn distance_counts_single_edits() {
        assert_eq!(distance("", ""), 0);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
        assert_eq!(distance("abc", "abd"), 1);
        assert_eq!(distance("abc", "ac"), 1);
        assert_eq!(distance("abc", "acb"), 1);
        // No byte is edited twice: the unrestricted distance would be 2.
        assert_eq!(distance("ca", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn distance_agrees_with_the_textbook() {
        // Every pair of texts of up to four letters of three, against the full table without shortcuts.
        let mut texts = vec![String::new()];
        for length in 0..4 {
            let longer: Vec<_> = texts.iter().filter(|text| text.len() == length).cloned().collect();
            for text in longer {
                texts.extend(["a", "b", "c"].map(|letter| format!("{text}{letter}")));
            }
        }
        for a in &texts {
            for b in &texts {
                assert_eq!(distance(a, b), textbook(a.as_bytes(), b.as_bytes()), "{a} {b}");
            }
        }
    }

    fn textbook(a: &[u8], b: &[u8]) -> usize {
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                table[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let changed = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                    let mut cost = changed.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        cost = cost.min(table[i - 2][j - 2] + 1);
                    }
                    cost
                };
            }
        }
        table[a.len()][b.len()]
    }

    #[test]
    fn long_texts_are_too_far_unless_they_begin_alike() {
        let long = "x".repeat(80);
        assert_eq!(distance(&long, &"y".repeat(80)), TOO_FAR);
        assert_eq!(distance(&long, &format!("{long}y")), 1);
    }

    #[test]
    fn closeness_is_a_third_of_the_text() {
        assert_eq!(is_close("Vpc", "Vp"), Some(1));
        assert_eq!(is_close("Vpc", "V"), None);
        assert_eq!(is_close("a", "b"), None);
        assert_eq!(is_close("", "b"), None);
        assert_eq!(is_close("id", "Id"), Some(0));
        assert_eq!(is_close("SubnetIds", "SubnetId"), Some(1));
    }

    #[test]
    fn closest_prefers_fewer_edits_then_the_first() {
        assert_eq!(closest("Tagz", ["Tages", "Tags", "Tagy"]), Some("Tags"));
        assert_eq!(closest("Tagz", []), None);
        assert_eq!(closest("name", ["Names", "NAME", "Name"]), Some("NAME"));
    }
}
