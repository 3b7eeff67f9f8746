using System.Net;

namespace Gateway.Core.Webhooks;

/// <summary>How deliveries are made. Everything has a default that fits.</summary>
public sealed class WebhookOptions
{
    public const string Section = "Gateway:Webhooks";

    /// <summary>CIDR ranges (<c>10.1.0.0/16</c>, <c>::1/128</c>) open to webhooks in spite of the address guard; plain http is accepted there only.</summary>
    public string[] AllowedNetworks { get; set; } = [];

    /// <summary>Opens 127.0.0.0/8 and ::1; true in Development.</summary>
    public bool AllowLoopback { get; set; }

    /// <summary>How long after each failed attempt the next one follows. When all have passed, the delivery is exhausted.</summary>
    public TimeSpan[] Schedule { get; set; } = [];

    /// <summary>How much a delay varies, as a share of it, so that what failed together does not come back together. 0 to 0.5.</summary>
    public double Jitter { get; set; } = 0.1;

    /// <summary>How long an attempt may take from the first look-up to the end of the answer. Standard Webhooks advises 15 to 30 seconds.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long connecting may take, as a part of the attempt.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Attempts in flight to one subscriber. 1 to 256.</summary>
    public int Concurrency { get; set; } = 16;

    /// <summary>A subscriber that has accepted nothing for so long, though it was tried, is disabled.</summary>
    public TimeSpan DisableAfter { get; set; } = TimeSpan.FromDays(5);

    /// <summary>How long a worker that is not heard of keeps its subscribers, by the database's clock. 2 s to 1 min.</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>How long the worker waits at most before it looks for work unasked; while all is quiet. 0.1 s to 1 min.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary><see cref="Schedule"/>, or what applies when it is left out.</summary>
    public IReadOnlyList<TimeSpan> Delays => Schedule.Length > 0 ? Schedule : DefaultDelays;

    private static readonly TimeSpan[] DefaultDelays =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10),
        TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(14),
        TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>The allow-list, read. Throws <see cref="FormatException"/> on an entry that <see cref="Errors"/> would have named.</summary>
    internal IEnumerable<IPNetwork> Networks()
    {
        var loopback = AllowLoopback ? new[] { IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128") } : [];
        return AllowedNetworks.Select(IPNetwork.Parse).Concat(loopback);
    }

    /// <summary>Everything that is wrong, each as one sentence.</summary>
    internal IEnumerable<string> Errors()
    {
        foreach (var network in AllowedNetworks.Where(network => !IPNetwork.TryParse(network, out _)))
        {
            yield return $"{Section}:AllowedNetworks: '{network}' is not a network; write it as address/length, e.g. 10.1.0.0/16.";
        }

        if (Schedule.Any(delay => delay <= TimeSpan.Zero || delay > TimeSpan.FromDays(7)) || Schedule.Length > 50)
        {
            yield return $"{Section}:Schedule: at most 50 delays, each above zero and at most 7 days, e.g. 00:00:05.";
        }

        foreach (var (name, value, least, most) in new[]
        {
            (nameof(AttemptTimeout), AttemptTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
            (nameof(ConnectTimeout), ConnectTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
            (nameof(DisableAfter), DisableAfter, TimeSpan.FromSeconds(1), TimeSpan.FromDays(365)),
            (nameof(LeaseDuration), LeaseDuration, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)),
            (nameof(PollInterval), PollInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
        })
        {
            if (value < least || value > most)
            {
                yield return $"{Section}:{name} is {value}: it must lie between {least} and {most}.";
            }
        }

        if (Concurrency is < 1 or > 256)
        {
            yield return $"{Section}:Concurrency is {Concurrency}: it must lie between 1 and 256.";
        }

        if (Jitter is not (>= 0 and <= 0.5))
        {
            yield return $"{Section}:Jitter is {Jitter}: it must lie between 0 and 0.5.";
        }
    }
}
