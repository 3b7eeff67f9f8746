namespace Gateway.Tests.Samples;

/// <summary>The programs and packages that some tests need and a machine may lack.</summary>
internal static class Tools
{
    public static string? Node { get; } = OnPath("node");

    public static string? Python { get; } = OnPath("python3");

    /// <summary>The folder that holds the official <c>standardwebhooks</c> npm package; test.sh installs it.</summary>
    public static string? NodeModules { get; } = FindNodeModules();

    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    private static string? OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    private static string? FindNodeModules()
    {
        var cache = Environment.GetEnvironmentVariable("GATEWAY_TEST_CACHE")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "gateway-tests");
        var folder = Environment.GetEnvironmentVariable("GATEWAY_TEST_NODE_MODULES") ?? Path.Combine(cache, "node_modules");
        return Directory.Exists(Path.Combine(folder, "standardwebhooks")) ? folder : null;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Gateway.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("Gateway.sln is in no folder above the tests.");
    }
}
