package sqlite

import (
	"context"
	"encoding/json"

	"asof/catalog"
)

// jobTable is made when a file is opened: those of earlier versions have none.
const jobTable = `CREATE TABLE IF NOT EXISTS job (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT`

var _ catalog.JobStore = (*Log)(nil)

// Jobs implements catalog.JobStore.
func (l *Log) Jobs(ctx context.Context) ([]catalog.Job, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	rows, err := l.conn.QueryContext(ctx, `SELECT body FROM job ORDER BY id`)
	if err != nil {
		return nil, l.translate(err)
	}
	defer rows.Close()
	var out []catalog.Job
	for rows.Next() {
		var body []byte
		if err := rows.Scan(&body); err != nil {
			return nil, l.translate(err)
		}
		var j catalog.Job
		if err := json.Unmarshal(body, &j); err != nil {
			return nil, l.translate(err)
		}
		out = append(out, j)
	}
	if err := rows.Err(); err != nil {
		return nil, l.translate(err)
	}
	return out, nil
}

// PutJobs implements catalog.JobStore.
func (l *Log) PutJobs(ctx context.Context, put []catalog.Job, forget []int64) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	err := l.transaction(ctx, func(ctx context.Context) error {
		for _, j := range put {
			body, err := json.Marshal(j)
			if err != nil {
				return err
			}
			if _, err := l.conn.ExecContext(ctx, `INSERT INTO job VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body`, j.ID, string(body)); err != nil {
				return err
			}
		}
		for _, id := range forget {
			if _, err := l.conn.ExecContext(ctx, `DELETE FROM job WHERE id = ?`, id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return l.translate(err)
	}
	return nil
}
