namespace Gateway.Core.Events;

/// <summary>Rings when this process has committed events, so that its dispatcher need not wait for the next poll. A hint, never a message:
/// what is to be done stands in the database.</summary>
public sealed class ChangeSignal
{
    private volatile TaskCompletionSource next = New();

    /// <summary>Completes at the next ring after this call.</summary>
    public Task Next => next.Task;

    public void Ring() => Interlocked.Exchange(ref next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
