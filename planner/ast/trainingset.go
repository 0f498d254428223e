package ast

// CreateTrainingSet is CREATE TRAINING SET name [WITH (…)] AS query.
type CreateTrainingSet struct {
	Create
	Query Span
}

// SetName names a training set, and with name@n a version of it; Version 0 is the current one.
type SetName struct {
	QName
	Version int
}

// RefreshTrainingSet is REFRESH TRAINING SET name.
type RefreshTrainingSet struct {
	Text
	Name QName
}

// VerifyTrainingSet is VERIFY TRAINING SET name[@n].
type VerifyTrainingSet struct {
	Text
	Name SetName
}

// DiffTrainingSets is DIFF TRAINING SET name[@n], name[@n] [EXACT].
type DiffTrainingSets struct {
	Text
	A, B  SetName
	Exact bool // doubles too
}

func (*CreateTrainingSet) statement()  {}
func (*RefreshTrainingSet) statement() {}
func (*VerifyTrainingSet) statement()  {}
func (*DiffTrainingSets) statement()   {}
