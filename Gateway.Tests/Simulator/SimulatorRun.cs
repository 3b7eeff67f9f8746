namespace Gateway.Tests.Simulator;

/// <summary>The simulator as a person runs it, in this process.</summary>
internal static class SimulatorRun
{
    /// <summary>Runs to the end: the exit code, and everything it said.</summary>
    public static async Task<(int ExitCode, string Said)> RunAsync(params string[] arguments)
    {
        using var said = new StringWriter();
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var exitCode = await Gateway.Simulator.Program.RunAsync(arguments, said, said, late.Token);
        return (exitCode, said.ToString());
    }
}
