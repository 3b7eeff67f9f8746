namespace Gateway.Tests.Architecture;

/// <summary>The source tree that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string File(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>C# files of a project, without what the build made.</summary>
    public static IEnumerable<string> Sources(string project) =>
        Directory.EnumerateFiles(File(project), "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(File(project), file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder.FullName, "Gateway.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("No folder above the tests holds Gateway.sln.");
        }

        return folder.FullName;
    }
}
