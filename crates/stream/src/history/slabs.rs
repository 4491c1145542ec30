//! Storage of frames: ranges in slabs of memory. Only the arithmetic is here; the shell
//! owns the memory behind a [`Backing`].
//!
//! Frames are appended to one open slab, whatever their stream, and a slab without frames is used
//! again. Most frames are kept equally long, so slabs mostly empty in the order in which they were
//! filled. A frame that is kept longer would hold a whole slab; then the frames of the emptiest
//! slab move to the open one. So all slabs together never take more than one and a half times the
//! bytes of the frames, and two slabs.

/// Bytes of a slab.
pub const SLAB: usize = 4 << 20;

/// A longer frame has a slab to itself, of its own length. So the unused end of a full slab is at
/// most a quarter.
const LONGEST_SHARED: usize = SLAB / 4;

/// The memory of the slabs, each by a number.
pub trait Backing {
    /// Allocates a slab of this many bytes. Returns false if there is no memory.
    fn make(&mut self, slab: usize, size: usize) -> bool;

    /// Copies bytes from one slab to another.
    fn copy(&mut self, from: Place, to: Place);

    /// Frees the memory of a slab.
    fn free(&mut self, slab: usize);
}

/// The place of a frame. Frames move, so ask each time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Number of the slab.
    pub slab: usize,
    /// Bytes of the slab before it.
    pub offset: usize,
    /// Bytes of it.
    pub length: usize,
}

/// A frame that is stored.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stored(usize);

/// Frames in slabs.
#[derive(Debug, Default)]
pub struct Slabs {
    /// By number; one without a size does not exist.
    slabs: Vec<Slab>,
    /// The slab to which frames are appended.
    open: Option<usize>,
    /// An empty slab, for when that is full.
    spare: Option<usize>,
    /// By [`Stored`]; those that are free have no place.
    places: Vec<Option<Place>>,
    free_places: Vec<usize>,
    total: usize,
    live: usize,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slab {
    size: usize,
    filled: usize,
    live: usize,
}

impl Slabs {
    /// Bytes of all slabs.
    pub fn total(&self) -> usize {
        self.total
    }

    /// Bytes of the frames.
    pub fn live(&self) -> usize {
        self.live
    }

    /// Bytes of all slabs once a frame of this length is stored.
    pub fn total_with(&self, length: usize) -> usize {
        let is_shared = length <= LONGEST_SHARED;
        match (is_shared, self.room(length), self.spare) {
            (true, Some(_), _) | (true, None, Some(_)) => self.total,
            (true, None, None) => self.total + SLAB,
            (false, ..) => self.total + length,
        }
    }

    /// Finds room for a frame of this length; `None` if there is no memory.
    pub fn store(&mut self, length: usize, backing: &mut impl Backing) -> Option<Stored> {
        let place = if length <= LONGEST_SHARED {
            self.append(length, backing)?
        } else {
            let slab = self.make(length, backing)?;
            self.fill(slab, length)
        };
        self.live += length;
        let index = self.free_places.pop().unwrap_or_else(|| {
            self.places.push(None);
            self.places.len() - 1
        });
        self.places[index] = Some(place);
        Some(Stored(index))
    }

    /// The present place of the frame.
    pub fn place(&self, stored: &Stored) -> Option<Place> {
        self.places.get(stored.0).copied().flatten()
    }

    /// Frees the frame.
    pub fn free(&mut self, stored: &Stored, backing: &mut impl Backing) {
        let Some(place) = self.places.get_mut(stored.0).and_then(Option::take) else { return };
        self.free_places.push(stored.0);
        self.live -= place.length;
        self.leave(place, backing);
        while self.total > self.live + self.live / 2 + 2 * SLAB {
            if !self.empty(SLAB * 2 / 3, backing) {
                break;
            }
        }
    }

    /// Moves the frames of the emptiest slab if that is less than half full. Returns false if there
    /// is none.
    pub fn compact(&mut self, backing: &mut impl Backing) -> bool {
        self.empty(SLAB / 2, backing)
    }

    /// The open slab, if this many bytes fit into it.
    fn room(&self, length: usize) -> Option<usize> {
        self.open.filter(|open| self.slabs[*open].size - self.slabs[*open].filled >= length)
    }

    fn append(&mut self, length: usize, backing: &mut impl Backing) -> Option<Place> {
        let slab = match self.room(length) {
            Some(open) => open,
            None => match self.spare.take() {
                Some(spare) => spare,
                None => self.make(SLAB, backing)?,
            },
        };
        let full = self.open.replace(slab).filter(|before| *before != slab);
        if let Some(full) = full {
            self.retire(full, backing);
        }
        Some(self.fill(slab, length))
    }

    fn make(&mut self, size: usize, backing: &mut impl Backing) -> Option<usize> {
        let slab = self.slabs.iter().position(|slab| slab.size == 0).unwrap_or(self.slabs.len());
        if !backing.make(slab, size) {
            return None;
        }
        if slab == self.slabs.len() {
            self.slabs.push(Slab::default());
        }
        self.slabs[slab] = Slab { size, ..Slab::default() };
        self.total += size;
        Some(slab)
    }

    fn fill(&mut self, slab: usize, length: usize) -> Place {
        let Slab { filled, live, .. } = &mut self.slabs[slab];
        let place = Place { slab, offset: *filled, length };
        *filled += length;
        *live += length;
        place
    }

    /// A frame has left `place`.
    fn leave(&mut self, place: Place, backing: &mut impl Backing) {
        self.slabs[place.slab].live -= place.length;
        if self.open != Some(place.slab) {
            self.retire(place.slab, backing);
        } else if self.slabs[place.slab].live == 0 {
            self.slabs[place.slab].filled = 0;
        }
    }

    /// A slab that is not the open one is kept for later or given back if it is empty.
    fn retire(&mut self, slab: usize, backing: &mut impl Backing) {
        let Slab { size, live, .. } = self.slabs[slab];
        if live > 0 || self.spare == Some(slab) {
            return;
        }
        if self.spare.is_none() && size == SLAB {
            self.slabs[slab].filled = 0;
            self.spare = Some(slab);
            return;
        }
        self.slabs[slab] = Slab::default();
        self.total -= size;
        backing.free(slab);
    }

    /// Moves the frames of the emptiest shared slab if they take no more than `most` bytes. Returns
    /// false if there is none, or no memory to move them to.
    fn empty(&mut self, most: usize, backing: &mut impl Backing) -> bool {
        let is_shared = |index: usize, slab: &Slab| {
            slab.size == SLAB && self.open != Some(index) && self.spare != Some(index)
        };
        let shared = self.slabs.iter().enumerate().filter(|(index, slab)| is_shared(*index, slab));
        let Some((emptiest, slab)) = shared.min_by_key(|(_, slab)| slab.live) else { return false };
        if slab.live > most {
            return false;
        }
        for index in 0..self.places.len() {
            let Some(from) = self.places[index].filter(|place| place.slab == emptiest) else { continue };
            let Some(to) = self.append(from.length, backing) else { return false };
            backing.copy(from, to);
            self.places[index] = Some(to);
            self.leave(from, backing);
        }
        true
    }
}

#[cfg(test)]
mod tests;
