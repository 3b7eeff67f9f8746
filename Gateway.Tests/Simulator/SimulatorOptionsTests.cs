using Gateway.Simulator;

namespace Gateway.Tests.Simulator;

public sealed class SimulatorOptionsTests
{
    private static readonly string[] Needed = ["--gateway", "http://localhost:5080", "--key", "k"];

    [Fact]
    public void Two_options_are_enough()
    {
        var options = SimulatorOptions.Parse(Needed);

        Assert.Equal(new Uri("http://localhost:5080"), options.Gateway);
        Assert.Equal("k", options.Key);
        Assert.Equal(["template"], options.Dialects);
        Assert.Equal((3, 2, 1), (options.Users, options.Groups, options.Seed));
        Assert.False(options.Keep || options.Quiet);
    }

    [Fact]
    public void Every_option_is_heard()
    {
        var options = SimulatorOptions.Parse([.. Needed, "--dialect", "both", "--users", "7", "--groups", "0", "--seed", "-4", "--patience", "2", "--keep", "--quiet"]);

        Assert.Equal(["template", "wizard"], options.Dialects);
        Assert.Equal((7, 0, -4), (options.Users, options.Groups, options.Seed));
        Assert.Equal(TimeSpan.FromSeconds(2), options.Patience);
        Assert.True(options.Keep && options.Quiet);
    }

    [Theory]
    [InlineData("--gateway is required.", "--key", "k")]
    [InlineData("--gateway is an http or https address such as http://localhost:5080, not localhost:5080.", "--gateway", "localhost:5080", "--key", "k")]
    [InlineData("--key needs a value.", "--gateway", "http://localhost", "--key")]
    [InlineData("--key is empty.", "--gateway", "http://localhost", "--key", "")]
    [InlineData("--dialect is template, wizard or both, not entra.", "--gateway", "http://localhost", "--key", "k", "--dialect", "entra")]
    [InlineData("--users is a number from 1 to 5000, not 0.", "--gateway", "http://localhost", "--key", "k", "--users", "0")]
    [InlineData("--user is not an option.", "--gateway", "http://localhost", "--key", "k", "--user")]
    public async Task A_wrong_option_is_named_and_ends_with_exit_code_2(string fault, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        var exitCode = await Gateway.Simulator.Program.RunAsync(arguments, output, error, CancellationToken.None);

        Assert.Equal(2, exitCode);
        Assert.Contains(fault, error.ToString(), StringComparison.Ordinal);
        Assert.Empty(output.ToString());
    }

    [Fact]
    public async Task Help_names_every_option_and_ends_with_exit_code_0()
    {
        using var output = new StringWriter();

        var exitCode = await Gateway.Simulator.Program.RunAsync(["--help"], output, TextWriter.Null, CancellationToken.None);

        Assert.Equal(0, exitCode);
        Assert.All(
            ["--gateway", "--key", "--dialect", "--users", "--groups", "--seed", "--patience", "--keep", "--quiet"],
            option => Assert.Contains(option, output.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_address_where_nothing_listens_ends_with_exit_code_3_and_one_sentence()
    {
        using var error = new StringWriter();

        var exitCode = await Gateway.Simulator.Program.RunAsync(
            ["--gateway", $"http://127.0.0.1:{Harness.FreePort.Next()}", "--key", "k"], TextWriter.Null, error, CancellationToken.None);

        Assert.Equal(3, exitCode);
        Assert.StartsWith("No gateway answers at http://127.0.0.1:", error.ToString(), StringComparison.Ordinal);
    }
}
