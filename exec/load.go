package exec

import (
	"asof/catalog"
	"asof/catalog/sqlerr"
)

// stampLoads says of the rows that a transaction loaded that they are known from now on, its commit (R2).
func (s *Session) stampLoads(tx *catalog.Tx) error {
	if s.tx.building == nil {
		return nil
	}
	before := map[uint64]bool{}
	for _, m := range s.engine.Catalog.Snapshot().Materializations() {
		before[m.Generation] = true
	}
	now := s.engine.Now().UnixMicro()
	for _, m := range tx.Snapshot().Materializations() {
		if m.History.Loaded == 0 || before[m.Generation] {
			continue
		}
		stamped := *m
		stamped.History.Loaded = now
		if err := tx.Apply(catalog.Change{Old: m, New: &stamped}); err != nil {
			return err
		}
	}
	return nil
}

// lateNotice tells of rows that came later than they said (R23): a training set could have seen them before anyone could.
func lateNotice(v *catalog.FeatureView, rows, by int64) error {
	const second = 1_000_000
	honest := (by + second - 1) / second * second
	return sqlerr.Notice("%d rows of feature view %q came later than their available time says", rows, v.Name).
		WithHint("available_after = '%s' on the source would have been honest about them.", catalog.Interval(honest))
}
