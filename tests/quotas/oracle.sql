-- The figures of quotas, day by day, from events: written apart from sync/rules/quota.py on purpose.
WITH last_word AS (
    SELECT h, fact, state, ROW_NUMBER() OVER (PARTITION BY h, fact ORDER BY seq DESC) AS back
    FROM word
),
fact_now AS (
    SELECT f.h, f.id, f.kind, f.thing, f.source, f.hard, f.author, w.state,
        CASE WHEN f.received < f.on_day THEN f.received ELSE f.on_day END AS on_day
    FROM fact f JOIN last_word w ON w.h = f.h AND w.fact = f.id AND w.back = 1
),
on_day AS (
    SELECT d.h, d.p, d.day, t.branch,
        (SELECT MIN(w.ord) FROM plan_row w JOIN rank_time r ON r.h = w.h
          WHERE w.h = d.h AND r.p = d.p AND r.first <= d.day AND d.day <= r.last
            AND (w.ord = r.ord OR (w.ord < 2 AND r.ord < w.ord))) AS ord
    FROM plan_day d
    JOIN post_time t ON t.h = d.h AND t.p = d.p AND t.first <= d.day AND d.day <= t.last
    JOIN plan l ON l.h = d.h
    WHERE l.members_only = 0 OR EXISTS (
        SELECT 1 FROM member_time m
        WHERE m.h = d.h AND m.p = d.p AND m.first <= d.day AND d.day <= m.last)
),
stood AS (SELECT * FROM on_day WHERE ord IS NOT NULL),
totals AS (
    SELECT s.h, s.p, COUNT(*) AS days, MIN(s.ord) AS highest, MAX(s.day) AS last_day
    FROM stood s GROUP BY s.h, s.p
),
held AS (
    SELECT t.h, t.p, t.days, t.last_day, l.*,
        CASE l.rank_rule WHEN 'at_end' THEN e.ord ELSE t.highest END AS ord,
        e.branch AS end_branch
    FROM totals t JOIN stood e ON e.h = t.h AND e.p = t.p AND e.day = t.last_day
    JOIN (SELECT h AS lh, rank_rule, part_rule, rounding, transfer_rule, least_days, length
          FROM plan) l ON l.lh = t.h
    WHERE t.days >= l.least_days
),
amounts AS (
    SELECT k.h, k.p,
        CASE k.part_rule WHEN 'by_days' THEN k.length ELSE k.days END AS whole,
        CASE k.rank_rule WHEN 'by_days'
            THEN (SELECT SUM(w.visits) FROM stood s JOIN plan_row w ON w.h = s.h AND w.ord = s.ord
                  WHERE s.h = k.h AND s.p = k.p)
            ELSE r.visits * k.days END AS visits,
        CASE k.rank_rule WHEN 'by_days'
            THEN (SELECT SUM(w.solved) FROM stood s JOIN plan_row w ON w.h = s.h AND w.ord = s.ord
                  WHERE s.h = k.h AND s.p = k.p)
            ELSE r.solved * k.days END AS solved,
        CASE k.rounding WHEN 'up' THEN 1 WHEN 'half_up' THEN 2 ELSE 0 END AS rounding,
        CASE WHEN r.in_principle = 1 AND v.p IS NOT NULL THEN 1 ELSE 0 END AS waived
    FROM held k JOIN plan_row r ON r.h = k.h AND r.ord = k.ord
    LEFT JOIN waiver v ON v.h = k.h AND v.p = k.p
),
targets AS (
    SELECT h, p, waived,
        CASE WHEN waived = 1 THEN 0 WHEN rounding = 1 THEN (visits + whole - 1) / whole
             WHEN rounding = 2 THEN (2 * visits + whole) / (2 * whole)
             ELSE visits / whole END AS target_visits,
        CASE WHEN waived = 1 THEN 0 WHEN rounding = 1 THEN (solved + whole - 1) / whole
             WHEN rounding = 2 THEN (2 * solved + whole) / (2 * whole)
             ELSE solved / whole END AS target_solved
    FROM amounts
),
by_branch AS (
    SELECT h, p, branch, ROW_NUMBER() OVER (
        PARTITION BY h, p ORDER BY COUNT(*) DESC, MAX(day) DESC) AS place
    FROM stood GROUP BY h, p, branch
),
done AS (
    SELECT DISTINCT f.*, q.p, weight.n * CASE WHEN f.hard = 1 THEN l.hard_weight ELSE 1 END AS adds
    FROM fact_now f
    JOIN fact_person q ON q.h = f.h AND q.fact = f.id
    JOIN plan l ON l.h = f.h
    JOIN plan_day d ON d.h = f.h AND d.p = q.p AND d.day = f.on_day
    LEFT JOIN weight ON weight.h = f.h AND weight.source = f.source
    WHERE f.state = 'stands'
      AND (l.work_rule = 'period' OR EXISTS (
          SELECT 1 FROM stood s WHERE s.h = f.h AND s.p = q.p AND s.day = f.on_day))
      AND (f.kind = 'problem' OR l.co_rule = 'each' OR f.author = q.p)
),
visited AS (
    SELECT h, p, COUNT(*) AS visit_times, COUNT(DISTINCT thing) AS enterprises
    FROM done WHERE kind = 'visit' GROUP BY h, p
),
first_solved AS (
    SELECT h, p, adds, ROW_NUMBER() OVER (PARTITION BY h, p, thing ORDER BY on_day, id) AS place
    FROM done WHERE kind = 'problem' AND adds > 0
),
solved AS (SELECT h, p, SUM(adds) AS solved FROM first_solved WHERE place = 1 GROUP BY h, p)
SELECT k.h, k.p, k.ord, k.days,
    CASE k.transfer_rule WHEN 'at_end' THEN k.end_branch ELSE b.branch END AS branch,
    t.waived, t.target_visits, t.target_solved,
    COALESCE(v.enterprises, 0) AS enterprises, COALESCE(v.visit_times, 0) AS visit_times,
    COALESCE(s.solved, 0) AS solved
FROM held k
JOIN targets t ON t.h = k.h AND t.p = k.p
JOIN by_branch b ON b.h = k.h AND b.p = k.p AND b.place = 1
LEFT JOIN visited v ON v.h = k.h AND v.p = k.p
LEFT JOIN solved s ON s.h = k.h AND s.p = k.p
ORDER BY k.h, k.p
