package duckdb

import (
	"context"
	"fmt"
	"strings"

	"asof/exec/offline"
)

// Reports implements offline.Run.
func (r *run) Reports() []offline.Report {
	out := make([]offline.Report, len(r.views.readers))
	for i, d := range r.views.readers {
		out[i] = d.report(context.Background())
	}
	return out
}

// report says how the view was read, from the files' own statistics: the row groups whose event times meet the bounds that
// were pushed into the scan. What cannot be told is 0: a report never fails a statement.
func (d *viewReader) report(ctx context.Context) offline.Report {
	rep := offline.Report{View: d.v.Name, History: d.history != nil || d.ticks != nil}
	c, release, err := d.e.internal(ctx)
	if err != nil {
		return rep
	}
	defer release()
	if rep.History {
		d.reportFiles(ctx, c, &rep, d.history, "e", "TRY_CAST(%s AS BIGINT)")
		return rep
	}
	for _, f := range d.feeds {
		stamps, err := d.e.Stamps(ctx, f.src.Path)
		if err != nil {
			return rep
		}
		var files []string
		for _, s := range stamps {
			files = append(files, s.Path)
		}
		if f.src.Format != "parquet" {
			rep.Files += len(files)
			continue
		}
		d.reportFiles(ctx, c, &rep, files, f.eventTime, "epoch_us(TRY_CAST(%s AS TIMESTAMP WITH TIME ZONE))")
	}
	return rep
}

// reportFiles adds what the statistics of some files say; instant makes microseconds of one of their column.
func (d *viewReader) reportFiles(ctx context.Context, c *conn, rep *offline.Report, files []string, column, instant string) {
	rep.Files += len(files)
	list := make([]string, len(files))
	for i, f := range files {
		list[i] = quoteString(f)
	}
	meets := fmt.Sprintf("coalesce(%s >= %s AND %s <= %s, true)", fmt.Sprintf(instant, "stats_max_value"), bigint(d.lo), fmt.Sprintf(instant, "stats_min_value"), bigint(d.hi))
	row, err := queryRow(ctx, c, fmt.Sprintf("SELECT count(*), count(*) FILTER (WHERE %[1]s), CAST(coalesce(sum(row_group_num_rows) FILTER (WHERE %[1]s), 0) AS BIGINT) FROM parquet_metadata([%[2]s]) WHERE path_in_schema = %[3]s",
		meets, strings.Join(list, ", "), quoteString(column)))
	if err != nil {
		return
	}
	all, _ := row[0].(int64)
	read, _ := row[1].(int64)
	n, _ := row[2].(int64)
	rep.AllRowGroups += int(all)
	rep.RowGroups += int(read)
	rep.Rows += n
}
