using System.Diagnostics;

namespace Gateway.Tests.Harness;

/// <summary>Waits for what must become true, and no longer than it takes.</summary>
public static class Until
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    /// <summary>Asks until the answer is yes; fails with the description once the deadline (20 s unless told) has passed.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition, string description, TimeSpan? deadline = null)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > (deadline ?? Deadline))
            {
                Assert.Fail($"Not within {(deadline ?? Deadline).TotalSeconds:0.#} s: {description}.");
            }

            await Task.Delay(10);
        }
    }

    public static Task TrueAsync(Func<bool> condition, string description, TimeSpan? deadline = null) =>
        TrueAsync(() => Task.FromResult(condition()), description, deadline);
}
