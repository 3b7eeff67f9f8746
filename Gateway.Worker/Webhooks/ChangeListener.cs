using Gateway.Core.Storage;
using Gateway.Core.Webhooks;
using Gateway.Core.Webhooks.Dispatching;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Gateway.Worker.Webhooks;

/// <summary>Hears on PostgreSQL what other processes have committed. After a reconnect it listens again and has everything looked at once,
/// because what was said in between is lost.</summary>
internal sealed class ChangeListener(Database database, ChangeNotifier notifier, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public async Task RunAsync(Action changed, Action operated, CancellationToken stopping)
    {
        if (database is not PostgreSqlDatabase postgreSql)
        {
            return;
        }

        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(postgreSql, changed, operated, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                logger.DispatcherFailed(exception, "listener", Pause);
                await Task.Delay(Pause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(PostgreSqlDatabase database, Action changed, Action operated, CancellationToken stopping)
    {
        await using var connection = await database.OpenOwnAsync(stopping);
        connection.Notification += (_, notification) =>
        {
            if (notification.PID == notifier.ProcessId)
            {
                return; // Said by this process, whose own signals are faster.
            }

            (notification.Payload == ChangeNotifier.Operated ? operated : changed)();
        };
        await using (var listen = new NpgsqlCommand($"LISTEN {ChangeNotifier.Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(stopping);
        }

        operated();
        changed();
        while (true)
        {
            await connection.WaitAsync(stopping);
        }
    }
}
