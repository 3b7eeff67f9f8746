using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Gateway.Core.Storage;

/// <summary>The one thread that writes. Jobs that wait together share one commit (and its fsync), each in a savepoint of its own, so that
/// one that fails takes nothing with it.</summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private const int GroupSize = 64;
    private readonly Channel<Job> jobs = Channel.CreateBounded<Job>(1024);
    private readonly SqliteConnection connection;
    private readonly Thread thread;

    public SqliteWriter(SqliteConnection connection)
    {
        this.connection = connection;
        thread = new Thread(Loop) { IsBackground = true, Name = "sqlite writer" };
        thread.Start();
    }

    public Task RunAsync(Action<SqliteConnection> work, CancellationToken cancellationToken) =>
        RunAsync((connection, _) => { work(connection); return true; }, cancellationToken);

    public async Task<T> RunAsync<T>(Func<SqliteConnection, SqliteTransaction, T> work, CancellationToken cancellationToken)
    {
        var job = new Job<T>(work);
        await jobs.Writer.WriteAsync(job, cancellationToken);
        return await job.Completion; // Once queued it is carried out: the caller must learn what became of it.
    }

    public async ValueTask DisposeAsync()
    {
        jobs.Writer.TryComplete();
        await Task.Run(thread.Join);
        await connection.DisposeAsync();
    }

    private void Loop()
    {
        var group = new List<Job>(GroupSize);
        while (jobs.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            group.Clear();
            while (group.Count < GroupSize && jobs.Reader.TryRead(out var job))
            {
                group.Add(job);
            }

            Commit(group);
        }
    }

    private void Commit(List<Job> group)
    {
        try
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            foreach (var job in group)
            {
                transaction.Save("job");
                if (!job.Run(connection, transaction))
                {
                    transaction.Rollback("job");
                }

                transaction.Release("job");
            }

            transaction.Commit();
        }
        catch (Exception exception)
        {
            foreach (var job in group)
            {
                job.Fail(exception);
            }

            return;
        }

        foreach (var job in group)
        {
            job.Complete();
        }
    }

    private abstract class Job
    {
        /// <summary>False if the work threw; its caller is told after the others have committed.</summary>
        public abstract bool Run(SqliteConnection connection, SqliteTransaction transaction);

        public abstract void Complete();

        public abstract void Fail(Exception exception);
    }

    private sealed class Job<T>(Func<SqliteConnection, SqliteTransaction, T> work) : Job
    {
        private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? result;
        private Exception? failure;

        public Task<T> Completion => completion.Task;

        public override bool Run(SqliteConnection connection, SqliteTransaction transaction)
        {
            try
            {
                result = work(connection, transaction);
                return true;
            }
            catch (Exception exception)
            {
                failure = exception;
                return false;
            }
        }

        public override void Complete()
        {
            if (failure is null)
            {
                completion.TrySetResult(result!);
            }
            else
            {
                completion.TrySetException(failure);
            }
        }

        public override void Fail(Exception exception) => completion.TrySetException(failure ?? exception);
    }
}
