using Gateway.Core.Ids;

namespace Gateway.Core.Identities;

/// <summary>Changes of the same user take turns within this process, so that they need not overtake and repeat each other. Only a courtesy:
/// the version decides, also between processes.</summary>
internal sealed class UserTurns
{
    private const int Lanes = 256;
    private readonly SemaphoreSlim[] lanes = [.. Enumerable.Range(0, Lanes).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Waits for the turn; disposing gives it on. Different users seldom meet in a lane, and never for longer than a change lasts.</summary>
    public async ValueTask<Turn> TakeAsync(UserId id, CancellationToken cancellationToken)
    {
        var lane = lanes[(uint)id.Value.GetHashCode() % Lanes];
        await lane.WaitAsync(cancellationToken);
        return new Turn(lane);
    }

    internal readonly struct Turn(SemaphoreSlim lane) : IDisposable
    {
        public void Dispose() => lane.Release();
    }
}
