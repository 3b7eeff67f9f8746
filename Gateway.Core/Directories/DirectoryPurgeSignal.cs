namespace Gateway.Core.Directories;

/// <summary>Rings when this process has deleted a directory, so that its data need not wait for the next start.</summary>
public sealed class DirectoryPurgeSignal : IDisposable
{
    private readonly SemaphoreSlim rung = new(1, 1); // Rung once at start: a purge may have been interrupted.

    public void Ring()
    {
        lock (rung)
        {
            if (rung.CurrentCount == 0)
            {
                rung.Release();
            }
        }
    }

    public void Dispose() => rung.Dispose();

    internal Task<bool> WaitAsync(TimeSpan longest, CancellationToken cancellationToken) => rung.WaitAsync(longest, cancellationToken);
}
