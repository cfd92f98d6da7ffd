//! By a stack set, in both regions.
