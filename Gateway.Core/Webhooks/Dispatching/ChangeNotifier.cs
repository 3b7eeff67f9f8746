using Gateway.Core.Events;
using Gateway.Core.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Gateway.Core.Webhooks.Dispatching;

/// <summary>Tells the other processes on PostgreSQL that this one has committed something: one NOTIFY per 20 ms on a connection of its own,
/// never inside a change's transaction, where it would make commits wait for each other.</summary>
public sealed class ChangeNotifier(Database database, ChangeSignal changes, OperatorSignal operators, ILogger<ChangeNotifier> logger) : BackgroundService
{
    public const string Channel = "gateway";

    /// <summary>The payload after a change.</summary>
    public const string Changed = "changed";

    /// <summary>The payload after something that an operator did.</summary>
    public const string Operated = "operated";

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>The server process of the connection that notifies, so that a listener in this process can leave its own out.</summary>
    public int ProcessId { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (database is not PostgreSqlDatabase postgreSql)
        {
            return;
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await NotifyAsync(postgreSql, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                ProcessId = 0;
                logger.DispatcherFailed(exception, "notifier", Pause);
                await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task NotifyAsync(PostgreSqlDatabase database, CancellationToken cancellationToken)
    {
        var change = changes.Next;
        var operation = operators.Next;
        await using var connection = await database.OpenOwnAsync(cancellationToken);
        await using (var lazy = new NpgsqlCommand("SET synchronous_commit = off", connection)) // A notice that is lost is found by the poll.
        {
            await lazy.ExecuteNonQueryAsync(cancellationToken);
        }

        ProcessId = connection.ProcessID;
        await SendAsync(connection, Changed, cancellationToken); // What was committed while there was no connection.
        await SendAsync(connection, Operated, cancellationToken);
        while (true)
        {
            await Task.WhenAny(change, operation).WaitAsync(cancellationToken);
            if (change.IsCompleted)
            {
                change = changes.Next;
                await SendAsync(connection, Changed, cancellationToken);
            }

            if (operation.IsCompleted)
            {
                operation = operators.Next;
                await SendAsync(connection, Operated, cancellationToken);
            }

            await Task.Delay(Pace, cancellationToken);
        }
    }

    private static async Task SendAsync(NpgsqlConnection connection, string payload, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"NOTIFY {Channel}, '{payload}'", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
