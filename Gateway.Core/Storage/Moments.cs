namespace Gateway.Core.Storage;

/// <summary>The present moment as it is stored with a resource: in whole milliseconds, as every answer shows it, so that a filter for what was
/// shown finds it.</summary>
public static class Moments
{
    public static DateTimeOffset GetMoment(this TimeProvider time)
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
    }
}
