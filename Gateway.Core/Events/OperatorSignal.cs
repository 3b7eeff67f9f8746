namespace Gateway.Core.Events;

/// <summary>Rings when an operator changed a subscriber, paused or resumed a directory or asked for a delivery, so that the dispatcher looks
/// at once. A hint, never a message: what is to be done stands in the database.</summary>
public sealed class OperatorSignal
{
    private readonly ChangeSignal signal = new();

    /// <summary>Completes at the next ring after this call.</summary>
    public Task Next => signal.Next;

    public void Ring() => signal.Ring();
}
