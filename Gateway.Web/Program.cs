using Gateway.Core.Storage;
using Gateway.Web;
using Microsoft.Extensions.Options;

try
{
    await using var app = GatewayHost.Build(args);
    await GatewayHost.PrepareAsync(app, CancellationToken.None);
    await app.RunAsync();
    return 0;
}
catch (StorageException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
catch (OptionsValidationException exception)
{
    await Console.Error.WriteLineAsync("The configuration is not valid:" + Environment.NewLine + string.Join(Environment.NewLine, exception.Failures));
    return 1;
}
catch (AggregateException exception) when (exception.InnerExceptions.All(inner => inner is OptionsValidationException))
{
    var failures = exception.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures);
    await Console.Error.WriteLineAsync("The configuration is not valid:" + Environment.NewLine + string.Join(Environment.NewLine, failures));
    return 1;
}
catch (InvalidOperationException exception) when (exception.Message.StartsWith("Failed to convert configuration value", StringComparison.Ordinal))
{
    await Console.Error.WriteLineAsync("The configuration is not valid:" + Environment.NewLine + exception.Message);
    return 1;
}
catch (IOException exception) when (exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
{
    await Console.Error.WriteLineAsync($"{exception.Message} Stop the program that listens there, or choose another address with --urls or ASPNETCORE_URLS.");
    return 1;
}
