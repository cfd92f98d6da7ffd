//! Times of a graph of work: when each piece of it starts and ends if it waits for what it needs and for nothing else.

/// A piece of work.
#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    /// How long it takes.
    pub seconds: u32,
    /// The nodes that it waits for.
    pub needs: Vec<usize>,
}

/// When everything happens, by node.
#[derive(Clone, Debug)]
pub(super) struct Times {
    /// When it starts.
    pub start: Vec<u32>,
    /// When it is done.
    pub end: Vec<u32>,
    /// How much later it could be done without making the whole longer.
    pub slack: Vec<u32>,
    /// When all is done.
    pub total: u32,
}

/// The earliest times of a graph; none if nodes wait for each other.
pub(super) fn schedule(nodes: &[Node]) -> Option<Times> {
    let order = in_order(nodes)?;
    let (mut start, mut end) = (vec![0u32; nodes.len()], vec![0u32; nodes.len()]);
    for &node in &order {
        start[node] = nodes[node].needs.iter().map(|&need| end[need]).max().unwrap_or(0);
        end[node] = start[node].saturating_add(nodes[node].seconds);
    }
    let total = end.iter().copied().max().unwrap_or(0);
    let mut latest = vec![total; nodes.len()];
    for &node in order.iter().rev() {
        let latest_start = latest[node].saturating_sub(nodes[node].seconds);
        for &need in &nodes[node].needs {
            latest[need] = latest[need].min(latest_start);
        }
    }
    let slack = latest.iter().zip(&end).map(|(latest, end)| latest.saturating_sub(*end)).collect();
    Some(Times { start, end, slack, total })
}

/// The nodes, each after those that it needs.
fn in_order(nodes: &[Node]) -> Option<Vec<usize>> {
    let mut users = vec![Vec::new(); nodes.len()];
    let mut missing: Vec<usize> = nodes.iter().map(|node| node.needs.len()).collect();
    for (user, node) in nodes.iter().enumerate() {
        for &need in &node.needs {
            users[need].push(user);
        }
    }
    let mut order: Vec<usize> = (0..nodes.len()).filter(|&node| missing[node] == 0).collect();
    let mut at = 0;
    while at < order.len() {
        for &user in &users[order[at]] {
            missing[user] -= 1;
            if missing[user] == 0 {
                order.push(user);
            }
        }
        at += 1;
    }
    (order.len() == nodes.len()).then_some(order)
}

/// The longest way to the end of a node, in order: at each step, what was waited for longest.
pub(super) fn way(nodes: &[Node], times: &Times, last: usize) -> Vec<usize> {
    let mut way = vec![last];
    let mut at = last;
    // Of those that end together the first is as good as any.
    while let Some(&next) = nodes[at].needs.iter().max_by_key(|&&need| (times.end[need], std::cmp::Reverse(need))) {
        way.push(next);
        at = next;
    }
    way.reverse();
    way
}

#[cfg(test)]
mod tests {
    use super::{Node, schedule, way};

    fn node(seconds: u32, needs: &[usize]) -> Node {
        Node { seconds, needs: needs.to_vec() }
    }

    #[test]
    fn work_starts_when_the_last_of_what_it_needs_is_done() {
        // Listed before what it needs on purpose.
        let nodes = [node(5, &[1, 2]), node(10, &[]), node(3, &[3]), node(4, &[])];
        let times = schedule(&nodes).unwrap();
        assert_eq!((times.start, times.end, times.total), (vec![10, 0, 4, 0], vec![15, 10, 7, 4], 15));
        assert_eq!(times.slack, [0, 0, 3, 3]);
    }

    #[test]
    fn the_longest_way_is_what_was_waited_for() {
        let nodes = [node(5, &[1, 2]), node(10, &[]), node(3, &[3]), node(4, &[])];
        assert_eq!(way(&nodes, &schedule(&nodes).unwrap(), 0), [1, 0]);
    }

    #[test]
    fn what_waits_for_itself_has_no_times() {
        assert!(schedule(&[node(1, &[1]), node(1, &[0])]).is_none());
        assert_eq!(schedule(&[]).unwrap().total, 0);
    }
}
