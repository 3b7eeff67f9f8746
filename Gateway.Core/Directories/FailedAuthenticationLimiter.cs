using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Core.Directories;

/// <summary>Slows whoever tries tokens. It is asked only after a token was refused, so a right one is never kept waiting.</summary>
public sealed class FailedAuthenticationLimiter(TimeProvider time)
{
    private const double Burst = 20;
    private const double ForgivenPerSecond = 1;
    private const double Ceiling = Burst + 60;
    private const int DelayedPerAddress = 4;
    private const int DelayedInAll = 256;
    private const int Bound = 10_000;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<UInt128, Failures> addresses = new();
    private readonly Failures overflow = new();
    private int delayed;

    /// <summary>Waits for as long as this address has deserved.</summary>
    /// <returns>Null: answer 401. Else answer 429 and ask to come back after so many seconds.</returns>
    public async ValueTask<int?> SlowDownAsync(IPAddress? address, CancellationToken cancellationToken)
    {
        var failures = Of(address);
        var excess = failures.Count(time.GetTimestamp(), time);
        if (excess <= 0)
        {
            return null;
        }

        var mine = Interlocked.Increment(ref failures.Delayed);
        var all = Interlocked.Increment(ref delayed);
        try
        {
            if (mine > DelayedPerAddress || all > DelayedInAll)
            {
                return (int)Math.Ceiling(Math.Max(1, excess / ForgivenPerSecond));
            }

            var wanted = Step * Math.Ceiling(excess);
            await Task.Delay(wanted < LongestDelay ? wanted : LongestDelay, time, cancellationToken);
            return null;
        }
        finally
        {
            Interlocked.Decrement(ref failures.Delayed);
            Interlocked.Decrement(ref delayed);
        }
    }

    private Failures Of(IPAddress? address)
    {
        var key = KeyOf(address);
        if (addresses.TryGetValue(key, out var known))
        {
            return known;
        }

        if (addresses.Count >= Bound)
        {
            var now = time.GetTimestamp();
            foreach (var (forgiven, _) in addresses.Where(entry => entry.Value.IsForgiven(now, time)))
            {
                addresses.TryRemove(forgiven, out _);
            }
        }

        // So many at once are one attack; they share what they deserve.
        return addresses.Count >= Bound ? overflow : addresses.GetOrAdd(key, _ => new Failures());
    }

    /// <summary>An IPv4 address, or the /64 that one IPv6 subscriber is given.</summary>
    private static UInt128 KeyOf(IPAddress? address)
    {
        if (address is null)
        {
            return 0;
        }

        Span<byte> bytes = stackalloc byte[16];
        var mapped = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        mapped.TryWriteBytes(bytes, out _);
        if (mapped.AddressFamily == AddressFamily.InterNetworkV6)
        {
            bytes[8..].Clear();
            return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
        }

        return System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    private sealed class Failures
    {
        public int Delayed;
        private double level;
        private long at;

        /// <summary>Counts one more.</summary>
        /// <returns>By how many it exceeds what is forgiven.</returns>
        public double Count(long now, TimeProvider time)
        {
            lock (this)
            {
                level = Math.Min(Ceiling, Leaked(now, time) + 1);
                at = now;
                return level - Burst;
            }
        }

        public bool IsForgiven(long now, TimeProvider time)
        {
            lock (this)
            {
                return Delayed == 0 && Leaked(now, time) <= 0;
            }
        }

        private double Leaked(long now, TimeProvider time) =>
            at == 0 ? 0 : Math.Max(0, level - (time.GetElapsedTime(at, now).TotalSeconds * ForgivenPerSecond));
    }
}
