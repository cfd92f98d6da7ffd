//! Looking things up in `const`: an open-addressed hash table, since each step of `const` evaluation counts.

/// An empty slot, or no number at all.
pub(crate) const NOWHERE: u32 = u32::MAX;

/// A table of `H` slots, a power of two and at least twice as many as there are entries.
pub(crate) struct Table<const H: usize> {
    slots: [u32; H],
}

/// How many slots a table for that many entries needs.
pub(crate) const fn slots_for(entries: usize) -> usize {
    (entries * 2 + 2).next_power_of_two()
}

impl<const H: usize> Table<H> {
    pub(crate) const fn new() -> Self {
        Table { slots: [NOWHERE; H] }
    }

    /// The slot at which the search for a key begins.
    pub(crate) const fn start(key: u64) -> usize {
        // The high half is mixed in, since the low bits of similar texts are similar too.
        (key ^ (key >> 32)) as usize & (H - 1)
    }

    /// The slot after this one.
    pub(crate) const fn after(slot: usize) -> usize {
        (slot + 1) & (H - 1)
    }

    /// What is in a slot; [`NOWHERE`] ends a search.
    pub(crate) const fn get(&self, slot: usize) -> u32 {
        self.slots[slot]
    }

    /// Fills the slot at which a search ended.
    pub(crate) const fn set(&mut self, slot: usize, number: u32) {
        self.slots[slot] = number;
    }
}
