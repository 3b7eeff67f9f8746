namespace Gateway.Core.Webhooks.Dispatching;

/// <summary>How far a lane has read what its subscriber is owed.</summary>
/// <param name="Subscriber">Its number.</param>
/// <param name="Floor">Everything up to here is known to the lane, whatever is committed later.</param>
/// <param name="Position">The highest sequence it has seen. Between floor and position something may have been committed late.</param>
public readonly record struct LaneScan(int Subscriber, long Floor, long Position);

/// <summary>What a scan found.</summary>
/// <param name="Rows">By subscriber, each list in order of sequence. What the lane knows already is among it.</param>
/// <param name="Settled">No event up to here can still appear.</param>
/// <param name="Limit">How many rows a subscriber could have at most; fewer means that there are no more.</param>
public sealed record ScanResult(Dictionary<int, List<OwedEvent>> Rows, long Settled, int Limit);
