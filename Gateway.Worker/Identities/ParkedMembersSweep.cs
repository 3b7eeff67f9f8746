using Gateway.Core.Directories;
using Gateway.Core.Events;
using Gateway.Core.Identities;
using Gateway.Core.Ids;
using Gateway.Core.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gateway.Worker.Identities;

/// <summary>Each minute joins parked members whose user came in the very instant they were parked, which neither request could see.</summary>
internal sealed class ParkedMembersSweep(
    Memberships memberships, DirectoryRegistry directories, Database database, TimeProvider time, ILogger<ParkedMembersSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await memberships.SweepAcrossDirectoriesAsync(directory => OriginOfAsync(directory, stoppingToken), stoppingToken))
                {
                }
            }
            catch (Exception exception) when (database.IsUnavailable(exception))
            {
                logger.SweepPostponed(exception.GetType().Name);
            }
        }
    }

    private async Task<ChangeOrigin?> OriginOfAsync(DirectoryId id, CancellationToken cancellationToken) =>
        (await directories.FindAsync(id, cancellationToken))?.Origin(Sources.Scim, null);
}
