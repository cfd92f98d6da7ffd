//! Secure parameters: made once with a generated value, never read, never written again.

/// The characters that a secret may be made of: printable ASCII, but for some and for the space.
pub fn alphabet(without: &str) -> Vec<char> {
    ('!'..='~').filter(|character| !without.contains(*character)).collect()
}
