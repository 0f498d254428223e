package catalog

import "context"

// Job is work that takes its time: a REFRESH, a tick, a drop, a backfill. Jobs are kept beside the log, not in it: their states
// change often, and old ones are forgotten.
type Job struct {
	ID       int64
	Kind     JobKind
	Object   string // the feature view
	Owner    string // the role that it runs as
	State    JobState
	Attempts int     // how often it was begun
	Progress float64 // 0 to 1
	Error    string  `json:",omitempty"` // of the last attempt
	Created  int64   // microseconds since 1970, as all times here
	Started  int64   `json:",omitempty"` // of the last attempt
	Finished int64   `json:",omitempty"`
	Clock    int64   `json:",omitempty"` // what the work is done as of, if its session had set asof.now; 0: the server's clock
	From, To int64   `json:",omitempty"` // of REFRESH … FROM t1 TO t2; the same: no range
	Settled  bool    `json:",omitempty"` // it failed, and what failed is noted elsewhere: it is not tried again
	Due      int64   // when it was to be done: the oldest goes first, and none before its time
	Bound    bool    `json:",omitempty"` // to a session's transaction: it cannot be begun anew without it
}

// JobKind says what a job does.
type JobKind string

// The kinds of job.
const (
	JobRefresh  JobKind = "refresh"  // materialises a view
	JobTick     JobKind = "tick"     // computes the ticks of a snapshot view that are due
	JobBackfill JobKind = "backfill" // computes ticks of the past, or reloads a range
	JobDrop     JobKind = "drop"     // frees what a dropped view leaves behind
)

// JobState says how far a job is.
type JobState string

// The states of a job.
const (
	JobQueued    JobState = "queued"
	JobRunning   JobState = "running"
	JobDone      JobState = "done"
	JobFailed    JobState = "failed"
	JobCancelled JobState = "cancelled"
)

// Over says whether a job in this state is finished for good.
func (s JobState) Over() bool { return s == JobDone || s == JobFailed || s == JobCancelled }

// JobStore keeps jobs durably. Its errors are those of a Log.
type JobStore interface {
	// Jobs gives all jobs, by ID.
	Jobs(ctx context.Context) ([]Job, error)

	// PutJobs writes jobs in the place of those with their IDs, and forgets others, in one step.
	PutJobs(ctx context.Context, put []Job, forget []int64) error
}
