//! Pauses between two looks at AWS.

use crate::aws::progress::Progress;
use std::time::Duration;
use tokio::time::sleep;

const SHORTEST: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_secs(5);

/// A pause that grows while nothing changes.
pub struct Pause(Duration);

impl Default for Pause {
    fn default() -> Self {
        Pause(SHORTEST)
    }
}

impl Pause {
    /// Waits: short if something has changed, else twice as long as the last time; whoever shows progress is told that time goes on.
    pub async fn wait(&mut self, has_changed: bool, progress: &Progress) {
        if has_changed {
            self.0 = SHORTEST;
        }
        let mut left = self.0;
        while !left.is_zero() {
            progress.tick();
            let step = left.min(SHORTEST);
            sleep(step).await;
            left -= step;
        }
        self.0 = (self.0 * 2).min(LONGEST);
    }
}
