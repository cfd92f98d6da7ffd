//! Sorting and searching in `const`, in n·log n.

/// Sorts pairs by their key (heap sort: in place, no recursion, no allocation).
pub(crate) const fn sort(pairs: &mut [(u64, u32)]) {
    let mut start = pairs.len() / 2;
    let mut end = pairs.len();
    while end > 1 {
        if start > 0 {
            start -= 1;
        } else {
            end -= 1;
            swap(pairs, 0, end);
        }
        let mut root = start;
        loop {
            let mut child = 2 * root + 1;
            if child >= end {
                break;
            }
            if child + 1 < end && less(pairs, child, child + 1) {
                child += 1;
            }
            if !less(pairs, root, child) {
                break;
            }
            swap(pairs, root, child);
            root = child;
        }
    }
}

const fn swap(pairs: &mut [(u64, u32)], a: usize, b: usize) {
    let pair = pairs[a];
    pairs[a] = pairs[b];
    pairs[b] = pair;
}

/// Order by key, then by value, so that the result does not depend on the sorting.
const fn less(pairs: &[(u64, u32)], a: usize, b: usize) -> bool {
    pairs[a].0 < pairs[b].0 || (pairs[a].0 == pairs[b].0 && pairs[a].1 < pairs[b].1)
}

/// Position of the first pair whose key is not below this one.
pub(crate) const fn lower_bound(pairs: &[(u64, u32)], key: u64) -> usize {
    let (mut low, mut high) = (0, pairs.len());
    while low < high {
        let middle = (low + high) / 2;
        if pairs[middle].0 < key {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}
