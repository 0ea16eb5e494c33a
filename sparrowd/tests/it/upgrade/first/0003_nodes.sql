-- Who may act: nodes, their beats, and the lanes they own. No wall clock takes part.

CREATE TABLE sparrow.nodes (
    -- One incarnation of a daemon: fresh at every start.
    node_id    uuid        PRIMARY KEY,
    beat       bigint      NOT NULL DEFAULT 0,
    -- Raised by the statement that releases lanes; a settlement names the one it was built under.
    fence      bigint      NOT NULL DEFAULT 1,
    state      text        NOT NULL DEFAULT 'live',
    draining   boolean     NOT NULL DEFAULT false,
    host       text        NOT NULL,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- Without this key, FOR KEY SHARE would not hold off a seizure, and the fence would be gone.
    CONSTRAINT nodes_fence_key UNIQUE (node_id, fence, state),
    CONSTRAINT state_is_known CHECK (state IN ('live', 'dead'))
) WITH (fillfactor = 50);

-- The 256 slices of all webhooks. `owner` NULL: free.
CREATE TABLE sparrow.lanes (
    lane  smallint PRIMARY KEY,
    owner uuid,
    -- Rises with each change of owner; marks what lies in a node's memory.
    epoch bigint   NOT NULL DEFAULT 0,
    CONSTRAINT lane_in_range CHECK (lane BETWEEN 0 AND 255)
) WITH (fillfactor = 50);

INSERT INTO sparrow.lanes (lane) SELECT generate_series(0, 255);
