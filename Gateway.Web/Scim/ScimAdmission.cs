using System.Threading.RateLimiting;
using Gateway.Core.Ids;
using Gateway.Core.Scim.Errors;
using Microsoft.Extensions.Options;

namespace Gateway.Web.Scim;

/// <summary>Who may come in now: so many requests per second from one directory, so many at once in all. Nobody waits in a line that could
/// outlast Okta's patience of 60 s; whoever is turned away is told when to come back.</summary>
public sealed class ScimAdmission : IDisposable
{
    private const int AtOnce = 256;
    private const int Waiting = 1024;
    private readonly PartitionedRateLimiter<DirectoryId>? rate;
    private readonly ConcurrencyLimiter concurrency = new(new ConcurrencyLimiterOptions { PermitLimit = AtOnce, QueueLimit = Waiting });

    public ScimAdmission(IOptions<ScimOptions> options)
    {
        var limit = options.Value.RateLimit;
        if (limit.Enabled)
        {
            rate = PartitionedRateLimiter.Create<DirectoryId, DirectoryId>(directory => RateLimitPartition.GetTokenBucketLimiter(directory, _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = limit.RequestsPerSecond,
                TokensPerPeriod = Math.Max(1, limit.RequestsPerSecond / 10),
                ReplenishmentPeriod = TimeSpan.FromSeconds(limit.RequestsPerSecond < 10 ? 1.0 / limit.RequestsPerSecond : 0.1),
                AutoReplenishment = true,
            }));
        }
    }

    /// <summary>Null when the directory may go on.</summary>
    public ScimError? Refuse(DirectoryId directory)
    {
        if (rate is null)
        {
            return null;
        }

        using var lease = rate.AttemptAcquire(directory);
        return lease.IsAcquired ? null : ScimError.TryAgain(1, "This directory sends more requests per second than the gateway takes (Gateway:Scim:RateLimit): send this one again later.");
    }

    /// <summary>A place among those at work; not acquired when too many wait already.</summary>
    public ValueTask<RateLimitLease> EnterAsync(CancellationToken cancellationToken) => concurrency.AcquireAsync(1, cancellationToken);

    public void Dispose()
    {
        rate?.Dispose();
        concurrency.Dispose();
    }
}
