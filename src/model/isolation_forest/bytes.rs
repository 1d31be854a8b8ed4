//! A forest as bytes: version, shape, nodes, checksum; all little-endian, the same on every machine.

use super::IsolationForest;
use super::IsolationForestError;
use super::Node;
use super::Tree;
use xxhash_rust::xxh3::xxh3_64;

const MAGIC: &[u8; 4] = b"TWIF";
const VERSION: u16 = 1;
const NODE_BYTES: usize = 16;

impl IsolationForest {
    /// The forest as bytes, for [`from_bytes`](Self::from_bytes) of this version or a later one.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        out.extend(MAGIC);
        out.extend(VERSION.to_le_bytes());
        out.extend((self.columns as u16).to_le_bytes());
        out.extend((self.sample_rows as u32).to_le_bytes());
        out.extend((self.trees.len() as u32).to_le_bytes());
        out.extend(self.seed.to_le_bytes());
        for tree in &self.trees {
            out.extend((tree.nodes.len() as u32).to_le_bytes());
            for node in &tree.nodes {
                out.extend(node.threshold.to_le_bytes());
                out.extend(node.depth.to_le_bytes());
                out.extend(node.left.to_le_bytes());
                out.extend(node.column.to_le_bytes());
                out.extend(node.missing_right.to_le_bytes());
            }
        }
        out.extend(xxh3_64(&out).to_le_bytes());
        out
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    /// [`IsolationForestError::Bytes`] if the bytes are cut short, damaged, of a later version, or describe no forest in
    /// which every walk ends.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, IsolationForestError> {
        let body = bytes.len().checked_sub(8).ok_or_else(|| no("cut short"))?;
        let (body, checksum) = bytes.split_at(body);
        let mut rest = body;
        if take::<4>(&mut rest)? != *MAGIC {
            return Err(no("not an isolation forest"));
        }
        let version = u16::from_le_bytes(take(&mut rest)?);
        if version != VERSION {
            return Err(no(format!("version {version}, but this program reads {VERSION}")));
        }
        if checksum != xxh3_64(body).to_le_bytes() {
            return Err(no("damaged (checksum)"));
        }
        let columns = u16::from_le_bytes(take(&mut rest)?) as usize;
        let sample_rows = u32::from_le_bytes(take(&mut rest)?) as usize;
        let n_trees = u32::from_le_bytes(take(&mut rest)?) as usize;
        let seed = u64::from_le_bytes(take(&mut rest)?);
        if columns == 0 || sample_rows < 2 || n_trees == 0 {
            return Err(no("empty"));
        }
        // Trees are read one by one, so that a false number of them cannot ask for memory in advance.
        let mut trees = Vec::new();
        for _ in 0..n_trees {
            trees.push(read_tree(&mut rest, columns)?);
        }
        if !rest.is_empty() {
            return Err(no("longer than it should be"));
        }
        Ok(IsolationForest::of_trees(columns, sample_rows, seed, trees))
    }
}

fn read_tree(rest: &mut &[u8], columns: usize) -> Result<Tree, IsolationForestError> {
    let n = u32::from_le_bytes(take(rest)?) as usize;
    if n == 0 || n > rest.len() / NODE_BYTES {
        return Err(no("a tree without its nodes"));
    }
    let mut nodes = Vec::with_capacity(n);
    for _ in 0..n {
        let threshold = f32::from_le_bytes(take(rest)?);
        let depth = f32::from_le_bytes(take(rest)?);
        let left = u32::from_le_bytes(take(rest)?);
        let column = u16::from_le_bytes(take(rest)?);
        let missing_right = u16::from_le_bytes(take(rest)?);
        nodes.push(Node { threshold, column, missing_right, left, depth });
    }
    let steps = steps_of(&nodes, columns).ok_or_else(|| no("a tree in which a walk does not end"))?;
    Ok(Tree { nodes, steps })
}

/// Length of the longest walk; `None` if a node points backwards or outside, or looks at a column that is not there.
fn steps_of(nodes: &[Node], columns: usize) -> Option<usize> {
    let mut step_at = vec![0usize; nodes.len()];
    for (at, node) in nodes.iter().enumerate() {
        let left = node.left as usize;
        let sound = node.depth.is_finite() && (node.column as usize) < columns && node.missing_right <= 1;
        if !sound {
            return None;
        }
        if node.is_leaf() {
            if left != at || node.missing_right != 0 {
                return None;
            }
        } else {
            if left <= at || left + 1 >= nodes.len() {
                return None;
            }
            step_at[left] = step_at[left].max(step_at[at] + 1);
            step_at[left + 1] = step_at[left + 1].max(step_at[at] + 1);
        }
    }
    step_at.into_iter().max()
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], IsolationForestError> {
    let (head, tail) = rest.split_first_chunk::<N>().ok_or_else(|| no("cut short"))?;
    *rest = tail;
    Ok(*head)
}

fn no(why: impl Into<String>) -> IsolationForestError {
    IsolationForestError::Bytes(why.into())
}
