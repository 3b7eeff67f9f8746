using Gateway.Core.Storage;

namespace Gateway.Web.Health;

/// <summary>Whether a SCIM request would be taken now: the database is migrated, reachable and writes. Found out by writing, at most once a second however
/// many ask.</summary>
internal sealed class Readiness(Database database, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly Lock guard = new();
    private Task<string?>? probe;
    private long probedAt;

    /// <summary>Null: it would. Else why not, in a sentence.</summary>
    public Task<string?> FindObstacleAsync(CancellationToken cancellationToken)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return Task.FromResult<string?>("The gateway is stopping.");
        }

        lock (guard)
        {
            if (probe is null || time.GetElapsedTime(probedAt) >= Believed)
            {
                probedAt = time.GetTimestamp();
                probe = ProbeAsync();
            }

            return probe.WaitAsync(cancellationToken);
        }
    }

    private async Task<string?> ProbeAsync()
    {
        var batch = new WriteBatch();
        var written = batch.Add("UPDATE schema_migrations SET name = name WHERE number = 1");
        try
        {
            using var impatient = new CancellationTokenSource(Patience, time);
            await database.WriteAsync(batch, impatient.Token).WaitAsync(impatient.Token);
            return written.Affected == 1 ? null : "The database is not migrated.";
        }
        catch (OperationCanceledException)
        {
            return "The database does not answer in time.";
        }
        catch (Exception exception)
        {
            return $"The database cannot be written ({exception.GetType().Name}).";
        }
    }
}
