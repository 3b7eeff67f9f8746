namespace Gateway.Core.Webhooks.Dispatching;

/// <summary>The database's clock, told between two looks at it by this process's steady one: leases, due times and the moments of attempts
/// follow it, so a machine whose own clock is wrong does no harm.</summary>
public sealed class DatabaseClock(TimeProvider time)
{
    private sealed record Reading(DateTimeOffset At, long Timestamp);

    private Reading last = new(time.GetUtcNow(), time.GetTimestamp());

    public DateTimeOffset Now
    {
        get
        {
            var reading = Volatile.Read(ref last);
            return reading.At + time.GetElapsedTime(reading.Timestamp);
        }
    }

    /// <summary>Takes over what the database answered to a question asked at a timestamp of the steady clock.</summary>
    public void Set(DateTimeOffset answered, long asked)
    {
        var now = time.GetTimestamp();
        Volatile.Write(ref last, new Reading(answered + (time.GetElapsedTime(asked, now) / 2), now));
    }
}
