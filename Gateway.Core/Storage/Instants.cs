namespace Gateway.Core.Storage;

/// <summary>SQLite keeps a moment as microseconds since 1970, the precision that PostgreSQL keeps.</summary>
internal static class Instants
{
    public static long ToMicroseconds(DateTimeOffset at) => (at.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicroseconds(long microseconds) => new(DateTime.UnixEpoch.Ticks + (microseconds * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
