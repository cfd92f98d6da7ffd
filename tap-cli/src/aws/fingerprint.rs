//! What names are made of that must be the same in every run.

use sha2::{Digest, Sha256};

/// A hash of texts, in order; no two sequences of texts are the same bytes.
#[derive(Default)]
pub struct Fingerprint(Sha256);

impl Fingerprint {
    /// Takes in a text.
    pub fn add(&mut self, text: &str) {
        self.0.update(text.len().to_le_bytes());
        self.0.update(text);
    }

    /// The first 8 bytes of the SHA-256, in 16 hexadecimal digits.
    pub fn text(self) -> String {
        self.0.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Fingerprint;

    fn of(texts: &[&str]) -> String {
        let mut fingerprint = Fingerprint::default();
        texts.iter().for_each(|text| fingerprint.add(text));
        fingerprint.text()
    }

    #[test]
    fn it_follows_from_the_texts_and_from_where_each_ends() {
        assert_eq!(of(&["one", "two"]), of(&["one", "two"]));
        assert_ne!(of(&["one", "two"]), of(&["on", "etwo"]));
        assert_ne!(of(&["one", ""]), of(&["one"]));
        assert_eq!(of(&[]), "e3b0c44298fc1c14");
    }
}
