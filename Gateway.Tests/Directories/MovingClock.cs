namespace Gateway.Tests.Directories;

/// <summary>A clock that a test moves. Starts at a whole millisecond, so that what is stored reads back equal.</summary>
internal sealed class MovingClock : TimeProvider
{
    private long ticks = new DateTime(2026, 11, 21, 12, 0, 0, DateTimeKind.Utc).Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref ticks);

    public void Move(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);
}
