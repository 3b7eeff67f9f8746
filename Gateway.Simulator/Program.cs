using System.Text;
using Gateway.Simulator.Management;

namespace Gateway.Simulator;

/// <summary>An Okta and a subscriber that fit in a terminal.</summary>
internal static class Program
{
    private const int Failed = 1;
    private const int WrongOptions = 2;
    private const int GatewayUnusable = 3;
    private const int Interrupted = 130;

    public static async Task<int> Main(string[] arguments)
    {
        Console.OutputEncoding = Encoding.UTF8;
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true;
            stop.Cancel();
        };
        return await RunAsync(arguments, Console.Out, Console.Error, stop.Token);
    }

    /// <summary>The whole program; returns the exit code.</summary>
    internal static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        if (arguments.Contains("--help") || arguments.Contains("-h"))
        {
            await output.WriteLineAsync(SimulatorOptions.Usage);
            return 0;
        }

        try
        {
            var options = SimulatorOptions.Parse(arguments);
            var good = true;
            foreach (var dialect in options.Dialects)
            {
                good &= await new Simulation(options, dialect, output, TimeProvider.System).RunAsync(cancellationToken);
            }

            return good ? 0 : Failed;
        }
        catch (UsageException wrong)
        {
            await error.WriteLineAsync($"{wrong.Message}{Environment.NewLine}Run with --help to see every option.");
            return WrongOptions;
        }
        catch (GatewayRefusedException refused)
        {
            await error.WriteLineAsync(refused.Message);
            return GatewayUnusable;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await error.WriteLineAsync("Interrupted.");
            return Interrupted;
        }
    }
}
