//! From a certificate up to its root, through those at hand.

use super::X509;

/// Longest path that is climbed.
const MAX_PATH: usize = 8;

/// The certificate, then who issued it, and so on, as far as those at hand lead; each step's signature is verified. It
/// ends at a root when one is at hand.
pub fn climb(leaf: &[u8], at_hand: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut path = vec![leaf.to_vec()];
    while path.len() < MAX_PATH {
        let Some(Ok(below)) = path.last().map(|der| X509::read(der)) else { break };
        if below.is_self_issued() {
            break;
        }
        let above = at_hand.iter().find(|der| X509::read(der).is_ok_and(|above| below.is_issued_by(&above)));
        match above {
            Some(above) => path.push(above.clone()),
            None => break,
        }
    }
    path
}
