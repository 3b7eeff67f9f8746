using Gateway.Core.Events;
using Gateway.Core.Storage;
using Gateway.Core.Webhooks.Dispatching;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gateway.Core.Webhooks;

/// <summary>Wires subscribers and deliveries.</summary>
public static class WebhookServices
{
    /// <summary>What the management API and the worker share. Needs <c>AddStorage</c>.</summary>
    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(AddressGuard)))
        {
            return services; // Web asks for it, and so does the worker inside.
        }

        services.AddOptions<WebhookOptions>()
            .BindConfiguration(WebhookOptions.Section)
            .Configure<IHostEnvironment>((options, environment) => options.AllowLoopback |= environment.IsDevelopment())
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WebhookOptions>, WebhookOptionsValidation>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ChangeSignal>();
        services.TryAddSingleton<OperatorSignal>();
        services.TryAddSingleton<Holds>();
        services.TryAddSingleton(provider => new AddressGuard(provider.GetRequiredService<IOptions<WebhookOptions>>().Value.Networks()));
        services.TryAddSingleton<SubscriberStore>();
        services.TryAddSingleton<SubscriberSecrets>();
        services.TryAddSingleton<Subscribers>();
        services.TryAddSingleton<DeliveryStore>();
        services.TryAddSingleton<Deliveries>();
        services.TryAddSingleton<WebhookSender>();
        services.TryAddSingleton<ChangeNotifier>();
        services.AddHostedService(provider => provider.GetRequiredService<ChangeNotifier>());
        return services.AddGatewayDataProtection();
    }

    /// <summary>Data Protection with keys in <c>{Gateway:Storage:Path}/keys</c>, outside of the database.</summary>
    public static IServiceCollection AddGatewayDataProtection(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("Gateway");
        services.AddOptions<KeyManagementOptions>().Configure<IOptions<StorageOptions>, ILoggerFactory>((options, storage, loggers) =>
            options.XmlRepository = new FileSystemXmlRepository(new DirectoryInfo(StorageFolder.Create(KeysIn(storage.Value))), loggers));
        services.TryAddSingleton(provider => new DataProtectionCanary(
            provider.GetRequiredService<Database>(),
            provider.GetRequiredService<IDataProtectionProvider>(),
            StorageFolder.Create(KeysIn(provider.GetRequiredService<IOptions<StorageOptions>>().Value))));
        return services;
    }

    private static string KeysIn(StorageOptions options) => Path.Combine(options.Path, "keys");

    private sealed class WebhookOptionsValidation : IValidateOptions<WebhookOptions>
    {
        public ValidateOptionsResult Validate(string? name, WebhookOptions options) =>
            options.Errors().ToList() is { Count: > 0 } errors ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
    }
}
